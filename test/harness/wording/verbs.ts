/**
 * Verbs that the doc comment of a function may begin with. A plain verb that is missing is added here; one that needs explanation
 * (Lets, Lays, Goes, Says, Sees) is not.
 */
const VERBS = `
Aborts Accepts Accumulates Acknowledges Activates Adapts Adds Adjusts Advances Aggregates Aligns Allows Announces Answers
Appends Applies Archives Arranges Asserts Assigns Attaches Authenticates Authorizes Begins Binds Blocks Boards Bootstraps
Bounds Breaks Buffers Builds Bundles Caches Calculates Calls Cancels Captures Catches Changes Charges Checks Chooses Claims
Cleans Clears Closes Coalesces Collects Combines Commits Compares Compiles Completes Compresses Computes Concatenates
Configures Confirms Connects Constructs Consumes Continues Controls Converts Copies Corrects Corrupts Counts Creates Cuts
Decides Declares Decodes Decompresses Deduplicates Defers Defines Delays Deletes Delivers Demonstrates Deploys Dequeues
Derives Describes Detects Determines Disables Discards Disconnects Dispatches Distributes Divides Drains Draws Drives Drops
Emits Empties Enables Encodes Encrypts Ends Enforces Enqueues Enrolls Ensures Enters Erases Escapes Estimates Evaluates
Excludes Executes Exits Expands Expects Expires Explains Exports Extends Extracts Fails Fakes Feeds Fetches Fills Filters
Finds Finishes Fits Flattens Flushes Follows Forces Formats Forwards Freezes Generates Gets Gives Grants Groups Guards Halts
Handles Hashes Hides Holds Identifies Ignores Imports Includes Increments Initializes Injects Inserts Inspects Installs
Intercepts Interleaves Interprets Interrupts Invalidates Invokes Iterates Joins Keeps Kills Leaves Limits Links Listens Lists
Loads Locks Logs Looks Lowers Makes Maps Marks Matches Measures Merges Migrates Mimics Modifies Monitors Mounts Moves Names
Negates Normalizes Notifies Numbers Observes Omits Opens Orders Overrides Packs Pads Parses Partitions Passes Patches Pauses
Performs Picks Pins Plans Plays Polls Posts Prepares Presents Prevents Prints Probes Processes Produces Propagates Protects
Provides Publishes Purges Pushes Puts Queries Queues Raises Reads Rebuilds Receives Recognizes Reconnects Reconstructs Records
Recovers Redirects Reduces Refreshes Refuses Registers Rehearses Rejects Relays Releases Removes Renames Renders Reorders
Repeats Replaces Replays Replies Reports Represents Requests Requires Reserves Resets Resolves Responds Restarts Restores
Restricts Resumes Retains Rethrows Retries Returns Reuses Reverses Rewrites Rolls Rounds Routes Runs Samples Saves Scans
Schedules Seeds Selects Sends Separates Serializes Serves Sets Shares Shortens Shows Shuffles Shuts Signs Simulates Skips
Sleeps Slices Sorts Spends Splits Starts Steps Stops Stores Streams Strips Subscribes Subtracts Sums Suppresses Suspends Swaps
Sweeps Switches Synthesizes Takes Terminates Tests Throttles Throws Times Toggles Traces Tracks Transforms Translates
Traverses Tries Trims Truncates Turns Unescapes Unlocks Unpacks Unwraps Updates Uploads Validates Verifies Visits Waits Wakes
Walks Warns Watches Withholds Works Wraps Writes Yields
`;

/** Words of the list that are plural nouns too: "Steps of a wave". */
const NOUNS = `
Answers Caches Calls Changes Checks Claims Controls Copies Counts Delays Drives Ends Filters Finds Limits Links Lists Locks
Logs Maps Marks Matches Measures Moves Names Numbers Orders Packs Partitions Patches Pauses Plans Plays Polls Posts Probes Queries
Queues Records Replies Reports Requests Rounds Routes Runs Samples Seeds Shows Signs Slices Sorts Starts Steps Stops Stores
Streams Sums Tests Times Traces Tracks Tries Turns Waits Walks Watches Works
`;

/** Words that follow a plural noun. */
const AFTER_A_NOUN = new Set(['of', 'that', 'which', 'whose', 'are', 'in', 'with', 'by', 'and']);

/** Verbs that "that" follows: "Checks that a name is free". */
const BEFORE_THAT = new Set(['Checks', 'Logs', 'Records', 'Reports', 'Tests']);

const verbs = wordsOf(VERBS);
const nouns = wordsOf(NOUNS);

/** Returns whether a sentence begins with a verb in the third person. */
export function beginsWithVerb(sentence: string): boolean {
  const [first = '', second = ''] = sentence.split(/\s+/);
  if (!verbs.has(withoutPunctuation(first))) return false;
  if (!nouns.has(withoutPunctuation(first))) return true;
  return second === 'that' ? BEFORE_THAT.has(first) : /\w$/.test(first) && !AFTER_A_NOUN.has(second);
}

/** Returns whether a sentence begins with a word that is a verb in the third person and a plural noun, such as "Calls". */
export function beginsWithPlural(sentence: string): boolean {
  return nouns.has(withoutPunctuation(sentence.split(/\s+/)[0] ?? ''));
}

/** Returns whether a sentence begins with an imperative: "Read a row". */
export function beginsWithImperative(sentence: string): boolean {
  const [first = '', second = ''] = sentence.split(/\s+/);
  const isVerb = verbs.has(`${first}s`) || verbs.has(`${first}es`) || verbs.has(first.replace(/y$/, 'ies'));
  return isVerb && /^(?:a|an|the|this|its|what|which|whether|every|each|all|no)$/.test(second);
}

function withoutPunctuation(word: string): string {
  return word.replace(/[.,:;]+$/, '');
}

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
