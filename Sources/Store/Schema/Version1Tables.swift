/// The tables of version 1. Texts of a migration are never changed once they were released.
///
/// States are small integers whose words live in reference tables, so that a new state is one row.
/// Times are milliseconds since 1970 (UTC). What happened is appended (`step`, `outcome`,
/// `verdict`, `remote`, `audit`); what is under way is in small tables (`flight`, `spending`,
/// `unproven`), so that rules look there and never at history.
///
/// A large set of new posts is put in over many turns. Its rows bear the number of a row in
/// `staging` and are invisible while that row is there; deleting the row brings all of them into
/// force at once.
///
/// What a post changes on its way is written without a statement journal, in which SQLite would
/// copy each page that it touches: references that are broken are counted at the end of a part
/// only (`Store.part`), and the counts that triggers keep may be `NULL`, which saves them a
/// constraint that would have to take the statement back.
enum Version1Tables {
  static let text = words + house + accounts + posts + deliveries + journal + media + people

  private static let words = """
    CREATE TABLE delivery_state(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE flow_kind(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE lane(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE account_state(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE call_class(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE step_meaning(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE outcome_form(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE evidence(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE media_state(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;

    """

  private static let house = """
    CREATE TABLE meta(
      name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE boot(
      epoch INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, kernel TEXT NOT NULL,
      build TEXT NOT NULL, clean INTEGER NOT NULL DEFAULT 0) STRICT;

    CREATE TABLE generation(
      id INTEGER PRIMARY KEY, source TEXT NOT NULL, tree_hash BLOB NOT NULL, at INTEGER NOT NULL,
      actor TEXT NOT NULL, added INTEGER NOT NULL, revised INTEGER NOT NULL,
      rescheduled INTEGER NOT NULL, cancelled INTEGER NOT NULL, revived INTEGER NOT NULL,
      too_late INTEGER NOT NULL, refused TEXT) STRICT;

    CREATE TABLE staging(id INTEGER PRIMARY KEY) STRICT;

    CREATE TABLE bucket(
      scope TEXT NOT NULL, name TEXT NOT NULL, capacity REAL NOT NULL, refill REAL NOT NULL,
      level REAL NOT NULL, at INTEGER NOT NULL, closed_until INTEGER, spent TEXT,
      PRIMARY KEY(scope, name)) STRICT, WITHOUT ROWID;

    """

  private static let accounts = """
    CREATE TABLE account(
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, platform TEXT NOT NULL, project TEXT,
      declared BLOB NOT NULL, state INTEGER NOT NULL REFERENCES account_state,
      identity BLOB, server BLOB, reason TEXT, connected_at INTEGER,
      staged INTEGER NOT NULL DEFAULT 0) STRICT;

    CREATE TABLE money(
      account INTEGER NOT NULL REFERENCES account, month INTEGER NOT NULL,
      millionths INTEGER NOT NULL, calls INTEGER NOT NULL,
      PRIMARY KEY(account, month)) STRICT, WITHOUT ROWID;

    CREATE TABLE data_key(
      id INTEGER PRIMARY KEY, master TEXT NOT NULL, wrapped BLOB NOT NULL,
      uses INTEGER NOT NULL, is_primary INTEGER NOT NULL, created_at INTEGER NOT NULL) STRICT;
    CREATE UNIQUE INDEX data_key_one_primary ON data_key(is_primary) WHERE is_primary = 1;

    CREATE TABLE secret(
      key TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES account,
      data_key INTEGER NOT NULL REFERENCES data_key, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX secret_by_data_key ON secret(data_key);

    CREATE TABLE token(
      account INTEGER NOT NULL REFERENCES account, version INTEGER NOT NULL,
      is_current INTEGER NOT NULL, keys BLOB NOT NULL, obtained_at INTEGER NOT NULL,
      access_expires INTEGER, refresh_expires INTEGER, scopes BLOB NOT NULL,
      PRIMARY KEY(account, version)) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX token_one_current ON token(account) WHERE is_current = 1;

    """

  private static let posts = """
    CREATE TABLE post(
      id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, due INTEGER NOT NULL, zone TEXT NOT NULL,
      slot TEXT, late_policy TEXT NOT NULL, grace INTEGER NOT NULL,
      needs_approval INTEGER NOT NULL, on_edit TEXT NOT NULL, attempts INTEGER NOT NULL,
      project TEXT, series_item TEXT, place TEXT NOT NULL, revision INTEGER NOT NULL,
      fingerprint BLOB, generation INTEGER REFERENCES generation,
      staged INTEGER NOT NULL DEFAULT 0) STRICT;

    CREATE INDEX post_by_slot ON post(due) WHERE slot IS NOT NULL;

    CREATE TABLE content(
      id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, excerpt TEXT NOT NULL,
      body BLOB NOT NULL) STRICT;

    CREATE TABLE approval(
      id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES post, revision_hash BLOB NOT NULL,
      by TEXT NOT NULL, verdict INTEGER NOT NULL, comment TEXT NOT NULL, until INTEGER,
      at INTEGER NOT NULL) STRICT;
    CREATE INDEX approval_by_post ON approval(post);

    CREATE TABLE import_batch(
      file_hash BLOB PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL, rows INTEGER NOT NULL,
      actor TEXT NOT NULL) STRICT, WITHOUT ROWID;

    """

  private static let deliveries = """
    CREATE TABLE delivery(
      id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES post,
      account INTEGER NOT NULL REFERENCES account, placement TEXT NOT NULL,
      revision INTEGER NOT NULL,
      state INTEGER NOT NULL REFERENCES delivery_state DEFERRABLE INITIALLY DEFERRED,
      due INTEGER NOT NULL, cause TEXT, question TEXT, reason BLOB,
      evidence INTEGER REFERENCES evidence DEFERRABLE INITIALLY DEFERRED, settled_at INTEGER,
      cancelled_by_files INTEGER NOT NULL DEFAULT 0, staged INTEGER NOT NULL DEFAULT 0,
      UNIQUE(post, account, placement)) STRICT;
    CREATE INDEX delivery_by_state ON delivery(state, due, id, staged);
    CREATE INDEX delivery_by_account ON delivery(account, due, id, staged);
    CREATE INDEX delivery_unpublished ON delivery(account, state, due, id, staged)
      WHERE state <> 5 AND state <> 9;

    CREATE TABLE revision(
      delivery INTEGER NOT NULL REFERENCES delivery, n INTEGER NOT NULL,
      content INTEGER NOT NULL REFERENCES content, generation INTEGER REFERENCES generation,
      PRIMARY KEY(delivery, n)) STRICT, WITHOUT ROWID;

    CREATE TABLE flow(
      id INTEGER PRIMARY KEY, kind INTEGER NOT NULL REFERENCES flow_kind,
      account INTEGER NOT NULL REFERENCES account, delivery INTEGER REFERENCES delivery,
      version INTEGER NOT NULL, run INTEGER NOT NULL, lane INTEGER NOT NULL REFERENCES lane,
      not_before INTEGER NOT NULL, tries INTEGER NOT NULL, negatives INTEGER NOT NULL,
      reading INTEGER NOT NULL, crashes INTEGER NOT NULL, started_at INTEGER,
      entropy BLOB NOT NULL, inputs BLOB, done INTEGER NOT NULL,
      staged INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE INDEX flow_ready ON flow(account, lane, not_before, staged) WHERE done = 0;
    CREATE INDEX flow_by_delivery ON flow(delivery, kind) WHERE delivery IS NOT NULL;
    CREATE UNIQUE INDEX flow_one_open ON flow(account, kind) WHERE delivery IS NULL AND done = 0;

    """

  private static let journal = """
    CREATE TABLE step(
      id INTEGER PRIMARY KEY,
      flow INTEGER NOT NULL REFERENCES flow DEFERRABLE INITIALLY DEFERRED, run INTEGER NOT NULL,
      name TEXT NOT NULL, attempt INTEGER NOT NULL,
      class INTEGER NOT NULL REFERENCES call_class DEFERRABLE INITIALLY DEFERRED,
      part INTEGER NOT NULL,
      account INTEGER NOT NULL, delivery INTEGER, match_key TEXT NOT NULL, call BLOB NOT NULL,
      call_hash BLOB NOT NULL, at INTEGER NOT NULL, platform_date INTEGER,
      boot INTEGER NOT NULL, UNIQUE(flow, run, name, attempt)) STRICT;
    CREATE INDEX step_edit ON step(flow) WHERE class = 3;

    CREATE TABLE outcome(
      step INTEGER PRIMARY KEY REFERENCES step DEFERRABLE INITIALLY DEFERRED,
      form INTEGER NOT NULL REFERENCES outcome_form DEFERRABLE INITIALLY DEFERRED,
      meaning INTEGER NOT NULL REFERENCES step_meaning DEFERRABLE INITIALLY DEFERRED,
      at INTEGER NOT NULL, took INTEGER NOT NULL, body BLOB NOT NULL) STRICT;

    CREATE TABLE verdict(
      step INTEGER PRIMARY KEY REFERENCES outcome,
      meaning INTEGER NOT NULL REFERENCES step_meaning,
      evidence INTEGER NOT NULL REFERENCES evidence, at INTEGER NOT NULL,
      body BLOB NOT NULL) STRICT;

    CREATE TABLE flight(
      account INTEGER PRIMARY KEY, delivery INTEGER NOT NULL UNIQUE, step INTEGER NOT NULL) STRICT;

    CREATE TABLE spending(account INTEGER PRIMARY KEY, step INTEGER NOT NULL) STRICT;

    CREATE TABLE unproven(
      step INTEGER PRIMARY KEY, account INTEGER NOT NULL, delivery INTEGER NOT NULL,
      part INTEGER NOT NULL, match_key TEXT NOT NULL) STRICT;
    CREATE UNIQUE INDEX unproven_part ON unproven(delivery, part);
    CREATE INDEX unproven_account ON unproven(account);

    CREATE TABLE remote(
      id INTEGER PRIMARY KEY,
      delivery INTEGER NOT NULL REFERENCES delivery DEFERRABLE INITIALLY DEFERRED,
      part INTEGER NOT NULL, account INTEGER NOT NULL, remote_id TEXT, url TEXT, extra BLOB,
      evidence INTEGER NOT NULL REFERENCES evidence DEFERRABLE INITIALLY DEFERRED,
      at INTEGER NOT NULL, deleted_at INTEGER, UNIQUE(delivery, part),
      UNIQUE(remote_id, account)) STRICT;
    CREATE INDEX remote_by_account ON remote(account);

    """

  private static let media = """
    CREATE TABLE media(
      id TEXT PRIMARY KEY, owner TEXT NOT NULL, project TEXT, name TEXT NOT NULL,
      state INTEGER NOT NULL REFERENCES media_state, mime TEXT NOT NULL, bytes INTEGER NOT NULL,
      announced_hash TEXT, file BLOB, reason TEXT, created_at INTEGER NOT NULL,
      changed_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX media_by_state ON media(state, changed_at);
    CREATE INDEX media_by_time ON media(created_at, id);

    CREATE TABLE bucket_object(
      key TEXT PRIMARY KEY, bytes INTEGER NOT NULL, put_at INTEGER NOT NULL,
      is_whole INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    """

  private static let people = """
    CREATE TABLE notice(
      id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
      body TEXT NOT NULL, delivered_at INTEGER) STRICT;
    CREATE INDEX notice_waiting ON notice(id) WHERE delivered_at IS NULL;

    CREATE TABLE audit(
      seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, boot INTEGER NOT NULL, actor TEXT NOT NULL,
      action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, hash BLOB NOT NULL) STRICT;

    CREATE TABLE tally(
      staged INTEGER NOT NULL, account INTEGER NOT NULL, state INTEGER NOT NULL,
      n INTEGER, PRIMARY KEY(staged, account, state)) STRICT, WITHOUT ROWID;

    CREATE TABLE settled(
      quarter INTEGER NOT NULL, account INTEGER NOT NULL, state INTEGER NOT NULL,
      n INTEGER, PRIMARY KEY(quarter, account, state)) STRICT, WITHOUT ROWID;

    """
}
