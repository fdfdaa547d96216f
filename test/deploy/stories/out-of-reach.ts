import { failUnsupported } from './current-test.ts';

/** Parts of a story that exist on one machine only, not in an installation that is used from outside. */
export abstract class OutOfReach {
  get machine(): never {
    return failUnsupported('the story reaches into the machine');
  }
  get services(): never {
    return failUnsupported('the story calls stages by hand, or looks behind the interface');
  }
  get warnings(): never {
    return failUnsupported('the story reads what the machine logs');
  }
  async followUp(): Promise<never> {
    return failUnsupported('the story calls stages by hand');
  }
  async row(): Promise<never> {
    return failUnsupported('the story reads rows');
  }
  async waves(): Promise<never> {
    return failUnsupported('the story counts waves');
  }
  clockOnly(): never {
    return failUnsupported('real time cannot pass without what happens in it');
  }
  event(): never {
    return failUnsupported('the story calls stages by hand');
  }
}
