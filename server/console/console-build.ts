import type { StaticFiles } from './static-files.ts';

/** A console that is not there, or not yet. */
export type UnfinishedBuild =
  | { readonly state: 'building' }
  | { readonly state: 'failed' /** The output of the build. */; readonly reason: string };

/** The files of the console, or how far they are. */
export type ConsoleBuild = UnfinishedBuild | { readonly state: 'ready'; readonly files: StaticFiles };

/** The place that the files of the console come from. */
export interface ConsoleSource {
  /** Returns the files, or how far they are; if they have to be built, the first call begins that. Never waits. */
  read(): ConsoleBuild;
  /** Ends a build that is going on. */
  stop(): void;
}
