import { REFUSAL_LIFETIME, ROW_LIFETIME } from '../../core/contracts/lifetime.ts';

/** The application id in the header of the file, by which our database is recognized: "CaCo" in ASCII. */
export const APPLICATION_ID = 0x43_61_43_6f;

// Bodies are JSON; columns are what is looked up.
const FIRST_TABLES = `
CREATE TABLE IF NOT EXISTS campaigns (id TEXT PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS definitions (id TEXT, version INTEGER, body TEXT NOT NULL, PRIMARY KEY (id, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published (campaign_id TEXT, publication INTEGER, version INTEGER, body TEXT NOT NULL, PRIMARY KEY (campaign_id, publication, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listeners (key TEXT, campaign_id TEXT, publication INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (key, campaign_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS archived_keys (key TEXT PRIMARY KEY, archived_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows (user_id TEXT, campaign_id TEXT, rev INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (user_id, campaign_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS decision_pages (user_id TEXT, campaign_id TEXT, number INTEGER, body TEXT NOT NULL, PRIMARY KEY (user_id, campaign_id, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seats (wave TEXT, enrollment_id TEXT, user_id TEXT NOT NULL, payload TEXT NOT NULL, PRIMARY KEY (wave, enrollment_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waves (name TEXT PRIMARY KEY, campaign_id TEXT NOT NULL, publication INTEGER NOT NULL, departure INTEGER NOT NULL, call TEXT, call_at INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waves_of_campaign ON waves (campaign_id, departure, publication);
CREATE INDEX IF NOT EXISTS waves_by_call ON waves (call_at) WHERE call_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS profiles (user_id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dispatches (seq INTEGER PRIMARY KEY, dispatch_id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refused (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refusal_ids (id TEXT, since INTEGER, PRIMARY KEY (id, since)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inbox (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS inbox_by_due ON inbox (due_at, seq);
CREATE TABLE IF NOT EXISTS counts (campaign_id TEXT, name TEXT, value INTEGER NOT NULL, PRIMARY KEY (campaign_id, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

// The later of the system clock and the manual clock: it does no harm if data is kept too long.
const NOW = `max(unixepoch() * 1000, coalesce((SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'clock'), 0))`;

// A row without expires_at is kept permanently. Rows are checked again at review_at, which is never later than expires_at: an index of
// expires_at itself would change with each change of a row. Seats are deleted with their wave, pages with their row.
const LIFETIMES = `
ALTER TABLE rows ADD COLUMN expires_at INTEGER;
UPDATE rows SET expires_at = ${NOW} + ${ROW_LIFETIME} WHERE json_extract(body, '$.stays') IS NULL;
ALTER TABLE rows ADD COLUMN review_at INTEGER;
UPDATE rows SET review_at = ${NOW} + ${ROW_LIFETIME};
CREATE INDEX rows_by_review ON rows (review_at);
CREATE INDEX waves_by_end ON waves (departure) WHERE call_at IS NULL;
ALTER TABLE dispatches ADD COLUMN expires_at INTEGER;
UPDATE dispatches SET expires_at = ${NOW} + ${ROW_LIFETIME};
ALTER TABLE refused ADD COLUMN expires_at INTEGER;
UPDATE refused SET expires_at = ${NOW} + ${REFUSAL_LIFETIME};
ALTER TABLE refusal_ids ADD COLUMN expires_at INTEGER;
UPDATE refusal_ids SET expires_at = ${NOW} + ${REFUSAL_LIFETIME};
CREATE INDEX refusal_ids_by_expiry ON refusal_ids (expires_at);
`;

// The ids of decided triggers that a row no longer holds, and the random id of a row, which is in the keys of its pages. Both exist for permanent rows, too.
const DECIDED_TRIGGERS = `
CREATE TABLE known (user_id TEXT, campaign_id TEXT, trigger TEXT, expires_at INTEGER NOT NULL, PRIMARY KEY (user_id, campaign_id, trigger)) WITHOUT ROWID;
CREATE INDEX known_by_expiry ON known (expires_at);
ALTER TABLE rows ADD COLUMN born TEXT;
ALTER TABLE decision_pages RENAME TO pages_without_birth;
CREATE TABLE decision_pages (user_id TEXT, campaign_id TEXT, born TEXT, number INTEGER, body TEXT NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (user_id, campaign_id, born, number)) WITHOUT ROWID;
INSERT INTO decision_pages (user_id, campaign_id, born, number, body, expires_at) SELECT user_id, campaign_id, '', number, body, ${NOW} + ${ROW_LIFETIME} FROM pages_without_birth;
DROP TABLE pages_without_birth;
CREATE INDEX pages_by_expiry ON decision_pages (expires_at);
`;

// A table WITHOUT ROWID keeps its bodies in the index of its key: users and dispatch ids come in random order, so that each write changed
// a page of its own. Here bodies are appended, and the key of a dispatch begins with the instant of its claim, which a repeat has too.
const APPENDED_BODIES = `
ALTER TABLE rows RENAME TO rows_by_key;
CREATE TABLE rows (user_id TEXT NOT NULL, campaign_id TEXT NOT NULL, rev INTEGER NOT NULL, body TEXT NOT NULL, expires_at INTEGER, review_at INTEGER, born TEXT, PRIMARY KEY (user_id, campaign_id));
INSERT INTO rows SELECT user_id, campaign_id, rev, body, expires_at, review_at, born FROM rows_by_key;
DROP TABLE rows_by_key;
CREATE INDEX rows_by_review ON rows (review_at);
ALTER TABLE dispatches RENAME TO dispatches_by_id;
CREATE TABLE dispatches (seq INTEGER PRIMARY KEY, dispatched_at TEXT, dispatch_id TEXT NOT NULL, body TEXT NOT NULL, expires_at INTEGER, UNIQUE (dispatched_at, dispatch_id));
INSERT INTO dispatches SELECT seq, CASE WHEN json_valid(body) THEN json_extract(body, '$.dispatchedAt') END, dispatch_id, body, expires_at FROM dispatches_by_id;
DROP TABLE dispatches_by_id;
`;

// The marks of compared values that a row no longer holds: the latest of each value. `ordinal` sorts as marks of one value do.
const MARKS = `
CREATE TABLE marks (user_id TEXT, campaign_id TEXT, value TEXT, restarts INTEGER, ordinal TEXT NOT NULL, body TEXT NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (user_id, campaign_id, value, restarts)) WITHOUT ROWID;
CREATE INDEX marks_by_expiry ON marks (expires_at);
`;

// How many interactions came in, by the key of their event and the day of their arrival.
const ARRIVALS = `
CREATE TABLE arrivals (key TEXT, day INTEGER, count INTEGER NOT NULL, PRIMARY KEY (key, day)) WITHOUT ROWID;
CREATE INDEX arrivals_by_day ON arrivals (day);
`;

// The deliveries of dispatched messages: due_at is when a pending one is due or a lease is over, dispatch_seq the number of its message.
const DELIVERIES = `
CREATE TABLE deliveries (dispatch_id TEXT NOT NULL, channel TEXT NOT NULL, part INTEGER NOT NULL, rev INTEGER NOT NULL, due_at INTEGER, body TEXT NOT NULL, expires_at INTEGER NOT NULL, dispatch_seq INTEGER, PRIMARY KEY (dispatch_id, channel, part));
CREATE INDEX deliveries_by_due ON deliveries (channel, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_by_expiry ON deliveries (expires_at);
`;

// The addresses and consents of users, a row for each user and channel.
const CONTACTS = `
CREATE TABLE contacts (user_id TEXT, channel TEXT, body TEXT NOT NULL, PRIMARY KEY (user_id, channel)) WITHOUT ROWID;
`;

// The messages in the inboxes of users. Ids sort by the creation of their messages.
const INBOX_MESSAGES = `
CREATE TABLE inbox_messages (user_id TEXT, id TEXT, rev INTEGER NOT NULL, body TEXT NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (user_id, id));
CREATE INDEX inbox_messages_by_expiry ON inbox_messages (expires_at);
`;

// Profiles that say only that their user was deleted expire; the erasures of those users, and the enrollments that they found, with them.
const ERASURES = `
ALTER TABLE profiles ADD COLUMN expires_at INTEGER;
CREATE INDEX profiles_by_expiry ON profiles (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE erasures (user_id TEXT PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL, due_at INTEGER, expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX erasures_by_due ON erasures (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX erasures_by_expiry ON erasures (expires_at);
CREATE TABLE erased_enrollments (user_id TEXT, enrollment_id TEXT, claimed_at INTEGER, wave TEXT, expires_at INTEGER NOT NULL, PRIMARY KEY (user_id, enrollment_id, claimed_at, wave)) WITHOUT ROWID;
`;

// The slots of users in the frequency caps, a row for each user.
const FREQUENCY_SLOTS = `
CREATE TABLE frequency_slots (user_id TEXT PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL, expires_at INTEGER NOT NULL);
CREATE INDEX frequency_slots_by_expiry ON frequency_slots (expires_at);
`;

// Listeners that are kept for conversions only, until an instant (R47).
const CONVERSION_LISTENERS = `
ALTER TABLE listeners ADD COLUMN conversions_until INTEGER;
CREATE INDEX listeners_by_end ON listeners (conversions_until) WHERE conversions_until IS NOT NULL;
`;

// What outlives deleted users, by the keyed hash of channel and address. The key is in the settings.
const SUPPRESSIONS = `
CREATE TABLE suppressions (hash TEXT PRIMARY KEY, body TEXT NOT NULL, expires_at INTEGER) WITHOUT ROWID;
CREATE INDEX suppressions_by_expiry ON suppressions (expires_at) WHERE expires_at IS NOT NULL;
`;

// The statistics: live figures by the last recount that had begun, the figures of the last recount, and the parts of the one that runs.
const STATISTICS = `
CREATE TABLE live_figures (campaign_id TEXT, recount INTEGER, figure TEXT, count INTEGER NOT NULL, PRIMARY KEY (campaign_id, recount, figure)) WITHOUT ROWID;
CREATE TABLE recounted_figures (campaign_id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE recount_parts (campaign_id TEXT, part TEXT, body TEXT NOT NULL, PRIMARY KEY (campaign_id, part)) WITHOUT ROWID;
`;

// The users who were merged into others, for as long as something is left to do of it.
const MERGES = `
CREATE TABLE merges (user_id TEXT PRIMARY KEY, due_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX merges_by_due ON merges (due_at);
`;

// The texts of saved versions, as their authors wrote them. Versions that were saved as JSON have none.
const DEFINITION_TEXTS = `
CREATE TABLE definition_texts (id TEXT, version INTEGER, body TEXT NOT NULL, PRIMARY KEY (id, version)) WITHOUT ROWID;
`;

// The outcomes of the deliveries of campaigns with statistics.
const DELIVERY_FIGURES = `
CREATE TABLE delivery_figures (campaign_id TEXT, figure TEXT, count INTEGER NOT NULL, PRIMARY KEY (campaign_id, figure)) WITHOUT ROWID;
`;

/**
 * The migrations from each layout of the store to the next. A store of layout n has had the first n, and n is its user_version. A change
 * of the layout is one more migration at the end. Released migrations never change.
 */
export const MIGRATIONS = [
  FIRST_TABLES,
  LIFETIMES,
  DECIDED_TRIGGERS,
  APPENDED_BODIES,
  MARKS,
  ARRIVALS,
  DELIVERIES,
  CONTACTS,
  INBOX_MESSAGES,
  ERASURES,
  FREQUENCY_SLOTS,
  CONVERSION_LISTENERS,
  SUPPRESSIONS,
  STATISTICS,
  MERGES,
  DEFINITION_TEXTS,
  DELIVERY_FIGURES,
] as const;
