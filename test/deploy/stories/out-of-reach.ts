import { cannotTell } from './current-test.ts';

/** What a story may ask of one machine, and not of an installation that it sees from outside. */
export abstract class OutOfReach {
  get machine(): never {
    return cannotTell('the story reaches into the machine');
  }
  get services(): never {
    return cannotTell('the story calls stages by hand, or looks behind the interface');
  }
  get warnings(): never {
    return cannotTell('the story reads what the machine logs');
  }
  async followUp(): Promise<never> {
    return cannotTell('the story calls stages by hand');
  }
  async row(): Promise<never> {
    return cannotTell('the story reads rows');
  }
  async waves(): Promise<never> {
    return cannotTell('the story counts waves');
  }
  clockOnly(): never {
    return cannotTell('real time cannot pass without what happens in it');
  }
  event(): never {
    return cannotTell('the story calls stages by hand');
  }
}
