/// The rules of version 1 that the database keeps by itself, whatever the program does.
///
/// The numbers are those of `DeliveryState`, `CallClass`, `StepMeaning` and `Evidence`; a test
/// holds them together. Checks come before the change and end the statement with FAIL, as do the
/// constraints of the statements that set the triggers off: that needs no statement journal, and
/// the turn's savepoint undoes what went before in the same event.
enum Version1Rules {
  static let text = steps + outcomes + deliveries + staging + summaries + appendOnly

  private static let steps = """
    CREATE TRIGGER step_before BEFORE INSERT ON step WHEN NEW.class BETWEEN 1 AND 2 BEGIN
      SELECT RAISE(FAIL, 'a secret call of this account is under way')
        FROM spending WHERE NEW.class = 1 AND account = NEW.account;
      SELECT RAISE(FAIL, 'a visible call belongs to a delivery')
        WHERE NEW.class = 2 AND NEW.delivery IS NULL;
      SELECT RAISE(FAIL, 'the delivery is over')
        FROM delivery WHERE NEW.class = 2 AND id = NEW.delivery AND state BETWEEN 9 AND 12;
      SELECT RAISE(FAIL, 'the delivery is not in force yet')
        FROM delivery WHERE NEW.class = 2 AND id = NEW.delivery AND staged IN staging;
      SELECT RAISE(FAIL, 'an earlier visible call of this part is not proven absent')
        FROM unproven WHERE NEW.class = 2 AND delivery = NEW.delivery AND part = NEW.part;
      SELECT RAISE(FAIL, 'this part is public already')
        FROM remote WHERE NEW.class = 2 AND delivery = NEW.delivery AND part = NEW.part;
      SELECT RAISE(FAIL, 'a visible call of this account is under way')
        FROM flight WHERE NEW.class = 2 AND account = NEW.account;
    END;
    CREATE TRIGGER step_after AFTER INSERT ON step WHEN NEW.class BETWEEN 1 AND 2 BEGIN
      INSERT INTO spending SELECT NEW.account, NEW.id WHERE NEW.class = 1;
      INSERT INTO flight SELECT NEW.account, NEW.delivery, NEW.id WHERE NEW.class = 2;
      INSERT INTO unproven SELECT NEW.id, NEW.account, NEW.delivery, NEW.part, NEW.match_key
        WHERE NEW.class = 2;
    END;
    CREATE TRIGGER step_is_kept BEFORE DELETE ON step WHEN OLD.class > 0 BEGIN
      SELECT RAISE(FAIL, 'only harmless calls may be forgotten');
    END;
    CREATE TRIGGER step_is_frozen BEFORE UPDATE ON step BEGIN
      SELECT RAISE(FAIL, 'a journaled call never changes') WHERE NOT (
        EXISTS(SELECT 1 FROM flow WHERE id = OLD.flow AND done = 1)
        AND length(NEW.call) < length(OLD.call)
        AND NEW.id = OLD.id AND NEW.flow = OLD.flow AND NEW.run = OLD.run
        AND NEW.name = OLD.name AND NEW.attempt = OLD.attempt AND NEW.class = OLD.class
        AND NEW.part = OLD.part AND NEW.account = OLD.account
        AND NEW.delivery IS OLD.delivery AND NEW.match_key = OLD.match_key
        AND NEW.call_hash = OLD.call_hash AND NEW.at = OLD.at
        AND NEW.platform_date IS OLD.platform_date AND NEW.boot = OLD.boot);
    END;

    """

  private static let outcomes = """
    CREATE TRIGGER outcome_before BEFORE INSERT ON outcome BEGIN
      SELECT RAISE(FAIL, 'the call was settled already') FROM outcome WHERE step = NEW.step;
      SELECT RAISE(FAIL, 'an outcome is done, refused, not sent or unknown')
        WHERE NEW.meaning > 4;
      SELECT RAISE(FAIL, 'only an answer says done or refused')
        WHERE NEW.meaning < 3 AND NEW.form <> 1;
      SELECT RAISE(FAIL, 'what was answered was sent') WHERE NEW.meaning = 3 AND NEW.form <> 2;
    END;
    CREATE TRIGGER outcome_after AFTER INSERT ON outcome BEGIN
      DELETE FROM flight WHERE account = (SELECT account FROM step WHERE id = NEW.step)
        AND step = NEW.step;
      DELETE FROM spending WHERE account = (SELECT account FROM step WHERE id = NEW.step)
        AND step = NEW.step;
      DELETE FROM unproven WHERE step = NEW.step AND NEW.meaning BETWEEN 2 AND 3;
    END;
    CREATE TRIGGER outcome_is_kept BEFORE DELETE ON outcome BEGIN
      SELECT RAISE(FAIL, 'only harmless calls may be forgotten')
        FROM step WHERE id = OLD.step AND class > 0;
    END;
    CREATE TRIGGER outcome_is_frozen BEFORE UPDATE ON outcome BEGIN
      SELECT RAISE(FAIL, 'an outcome never changes') WHERE NOT (
        EXISTS(SELECT 1 FROM step JOIN flow ON flow.id = step.flow
          WHERE step.id = OLD.step AND flow.done = 1)
        AND length(NEW.body) < length(OLD.body)
        AND NEW.step = OLD.step AND NEW.form = OLD.form AND NEW.meaning = OLD.meaning
        AND NEW.at = OLD.at AND NEW.took = OLD.took);
    END;
    CREATE TRIGGER verdict_before BEFORE INSERT ON verdict BEGIN
      SELECT RAISE(FAIL, 'a verdict says present or absent') WHERE NEW.meaning < 5;
      SELECT RAISE(FAIL, 'a verdict was given already') FROM verdict WHERE step = NEW.step;
      SELECT RAISE(FAIL, 'only an unknown outcome can become known later')
        FROM outcome WHERE step = NEW.step AND meaning <> 4;
      SELECT RAISE(FAIL, 'this part is public already')
        FROM step JOIN remote ON remote.delivery = step.delivery AND remote.part = step.part
        WHERE step.id = NEW.step AND NEW.meaning = 6;
    END;
    CREATE TRIGGER verdict_proves_absence AFTER INSERT ON verdict WHEN NEW.meaning = 6 BEGIN
      DELETE FROM unproven WHERE step = NEW.step;
    END;
    CREATE TRIGGER verdict_is_kept BEFORE DELETE ON verdict BEGIN
      SELECT RAISE(FAIL, 'a verdict stays');
    END;
    CREATE TRIGGER verdict_is_frozen BEFORE UPDATE ON verdict BEGIN
      SELECT RAISE(FAIL, 'a verdict never changes');
    END;
    CREATE TRIGGER flight_ends_with_outcome BEFORE DELETE ON flight BEGIN
      SELECT RAISE(FAIL, 'the call is still under way')
        WHERE NOT EXISTS(SELECT 1 FROM outcome WHERE step = OLD.step);
    END;
    CREATE TRIGGER flight_is_frozen BEFORE UPDATE ON flight BEGIN
      SELECT RAISE(FAIL, 'a call under way never changes');
    END;
    CREATE TRIGGER spending_ends_with_outcome BEFORE DELETE ON spending BEGIN
      SELECT RAISE(FAIL, 'the call is still under way')
        WHERE NOT EXISTS(SELECT 1 FROM outcome WHERE step = OLD.step);
    END;
    CREATE TRIGGER spending_is_frozen BEFORE UPDATE ON spending BEGIN
      SELECT RAISE(FAIL, 'a call under way never changes');
    END;
    CREATE TRIGGER unproven_ends_with_proof BEFORE DELETE ON unproven BEGIN
      SELECT RAISE(FAIL, 'nothing proves what became of the call') WHERE NOT (
        EXISTS(SELECT 1 FROM outcome WHERE step = OLD.step AND (meaning = 2 OR meaning = 3))
        OR EXISTS(SELECT 1 FROM verdict WHERE step = OLD.step AND meaning = 6)
        OR EXISTS(SELECT 1 FROM remote WHERE delivery = OLD.delivery AND part = OLD.part)
        OR EXISTS(SELECT 1 FROM delivery WHERE id = OLD.delivery AND state = 9));
    END;
    CREATE TRIGGER unproven_is_frozen BEFORE UPDATE ON unproven BEGIN
      SELECT RAISE(FAIL, 'a call in doubt never changes');
    END;
    CREATE TRIGGER remote_after AFTER INSERT ON remote BEGIN
      DELETE FROM unproven WHERE delivery = NEW.delivery AND part = NEW.part;
    END;
    CREATE TRIGGER remote_before BEFORE INSERT ON remote BEGIN
      SELECT RAISE(FAIL, 'a visible call of this delivery is under way')
        FROM flight JOIN unproven ON unproven.step = flight.step
        WHERE flight.delivery = NEW.delivery AND unproven.part = NEW.part;
    END;
    CREATE TRIGGER remote_is_frozen BEFORE UPDATE OF delivery, part, account, remote_id, extra,
      evidence, at ON remote BEGIN
      SELECT RAISE(FAIL, 'what is public keeps its name');
    END;
    CREATE TRIGGER remote_stays_where_it_is BEFORE UPDATE OF url ON remote
      WHEN OLD.url IS NOT NULL BEGIN
      SELECT RAISE(FAIL, 'what is public keeps its name');
    END;
    CREATE TRIGGER remote_is_kept BEFORE DELETE ON remote BEGIN
      SELECT RAISE(FAIL, 'what is public stays known');
    END;

    """

  private static let deliveries = """
    CREATE TRIGGER delivery_begins BEFORE INSERT ON delivery WHEN NEW.state > 2 BEGIN
      SELECT RAISE(FAIL, 'a delivery begins as draft, awaiting approval or scheduled');
    END;
    CREATE TRIGGER delivery_moves BEFORE UPDATE OF state, evidence ON delivery BEGIN
      SELECT RAISE(FAIL, 'published is final') WHERE OLD.state = 9 AND NEW.state <> 9;
      SELECT RAISE(FAIL, 'publishing needs a call under way')
        WHERE NEW.state = 5 AND OLD.state <> 5
        AND NOT EXISTS(SELECT 1 FROM flight WHERE delivery = NEW.id);
      SELECT RAISE(FAIL, 'published needs evidence') WHERE NEW.state = 9 AND NEW.evidence IS NULL;
      SELECT RAISE(FAIL, 'a part of it is public') FROM remote
        WHERE NEW.state BETWEEN 10 AND 12 AND delivery = NEW.id AND deleted_at IS NULL;
      SELECT RAISE(FAIL, 'a visible call of this delivery is under way')
        FROM flight WHERE NEW.state BETWEEN 9 AND 12 AND delivery = NEW.id;
      SELECT RAISE(FAIL, 'published needs an answer, a reading or the word of a person')
        WHERE NEW.state = 9 AND NEW.evidence < 2
        AND NOT EXISTS(SELECT 1 FROM remote WHERE delivery = NEW.id)
        AND NOT EXISTS(SELECT 1 FROM unproven JOIN outcome ON outcome.step = unproven.step
          WHERE unproven.delivery = NEW.id AND outcome.meaning = 1)
        AND NOT EXISTS(SELECT 1 FROM unproven JOIN verdict ON verdict.step = unproven.step
          WHERE unproven.delivery = NEW.id AND verdict.meaning = 5);
    END;
    CREATE TRIGGER delivery_moved AFTER UPDATE OF state ON delivery
      WHEN NEW.state <> OLD.state BEGIN
      DELETE FROM unproven WHERE NEW.state = 9 AND delivery = NEW.id;
      UPDATE tally SET n = n - 1 WHERE staged = 0 AND account = OLD.account AND state = OLD.state;
      INSERT INTO tally VALUES(0, NEW.account, NEW.state, 1)
        ON CONFLICT(staged, account, state) DO UPDATE SET n = n + 1;
      INSERT INTO settled SELECT NEW.settled_at / 900000, NEW.account, NEW.state, 1
        WHERE NEW.state > 8 AND NEW.settled_at IS NOT NULL
        ON CONFLICT(quarter, account, state) DO UPDATE SET n = n + 1;
    END;
    CREATE TRIGGER delivery_is_one_target BEFORE UPDATE OF post, account, placement, staged \
    ON delivery BEGIN
      SELECT RAISE(FAIL, 'a delivery keeps its post, account and placement');
    END;
    CREATE TRIGGER delivery_is_kept BEFORE DELETE ON delivery
      WHEN OLD.staged NOT IN staging BEGIN
      SELECT RAISE(FAIL, 'a delivery is never forgotten');
    END;
    CREATE TRIGGER post_is_kept BEFORE DELETE ON post WHEN OLD.staged NOT IN staging BEGIN
      SELECT RAISE(FAIL, 'a post is never forgotten');
    END;
    CREATE TRIGGER post_keeps_its_name BEFORE UPDATE OF uid, staged ON post BEGIN
      SELECT RAISE(FAIL, 'a post keeps its id');
    END;

    """

  private static let staging = """
    CREATE TRIGGER post_is_staged BEFORE INSERT ON post WHEN NEW.staged <> 0 BEGIN
      SELECT RAISE(FAIL, 'what it was staged with is in force already')
        WHERE NEW.staged NOT IN staging;
    END;
    CREATE TRIGGER delivery_is_staged BEFORE INSERT ON delivery BEGIN
      SELECT RAISE(FAIL, 'a delivery is staged with its post') FROM post
        WHERE id = NEW.post AND staged <> NEW.staged AND (staged IN staging OR NEW.staged <> 0);
    END;
    CREATE TRIGGER flow_is_staged BEFORE INSERT ON flow WHEN NEW.delivery IS NOT NULL BEGIN
      SELECT RAISE(FAIL, 'a flow is staged with its delivery') FROM delivery
        WHERE id = NEW.delivery AND staged <> NEW.staged AND (staged IN staging OR NEW.staged <> 0);
    END;
    CREATE TRIGGER flow_keeps_its_staging BEFORE UPDATE OF delivery, staged ON flow BEGIN
      SELECT RAISE(FAIL, 'a flow keeps its delivery');
    END;
    CREATE TRIGGER staging_comes_into_force AFTER DELETE ON staging BEGIN
      INSERT INTO tally SELECT 0, account, state, n FROM tally WHERE staged = OLD.id
        ON CONFLICT(staged, account, state) DO UPDATE SET n = n + excluded.n;
      DELETE FROM tally WHERE staged = OLD.id;
    END;

    """

  private static let summaries = """
    CREATE TRIGGER tally_insert AFTER INSERT ON delivery BEGIN
      INSERT INTO tally VALUES(NEW.staged, NEW.account, NEW.state, 1)
        ON CONFLICT(staged, account, state) DO UPDATE SET n = n + 1;
    END;

    """

  private static let appendOnly = """
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
      SELECT RAISE(FAIL, 'the audit log is append-only');
    END;
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN
      SELECT RAISE(FAIL, 'the audit log is append-only') WHERE OLD.seq > coalesce(
        (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'audit_archived'), 0);
    END;
    CREATE TRIGGER revision_is_frozen BEFORE UPDATE ON revision BEGIN
      SELECT RAISE(FAIL, 'a revision never changes');
    END;
    CREATE TRIGGER content_is_frozen BEFORE UPDATE ON content BEGIN
      SELECT RAISE(FAIL, 'content never changes');
    END;

    """
}
