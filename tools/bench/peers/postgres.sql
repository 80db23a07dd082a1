-- A ledger of pledge loans in PostgreSQL, for tools/bench: a plain relational schema, and the two
-- functions that write it, record_batch() and record_loan(), one transaction a call. Amounts are in
-- fen. Nothing else writes: what refers to what is checked by the functions, by sets, instead of by
-- a trigger for each row. What it does and does not do compared with ippledge: docs/peers.md.
SET client_min_messages = warning;
CREATE SCHEMA ledger;
SET search_path = ledger;

CREATE TABLE body (
  body_id text PRIMARY KEY
);
INSERT INTO body SELECT 'bank-' || n FROM generate_series(0, 19) n;

CREATE TABLE unit (
  code text PRIMARY KEY
);
INSERT INTO unit VALUES
  ('150100'), ('150200'), ('150300'), ('150400'), ('150500'), ('150600'), ('150700'), ('150800'),
  ('150900'), ('152200'), ('152500'), ('152900'), ('150781'), ('152501');
ANALYZE body, unit;

-- Request ids, for ever: what was sent under each, and the answer it got.
CREATE TABLE request (
  request_id uuid PRIMARY KEY,
  fingerprint bytea NOT NULL,
  first_position bigint NOT NULL,
  recorded integer NOT NULL
);

-- `bank` is a body, `unit` a unit.
CREATE TABLE loan (
  loan_id bigint PRIMARY KEY,
  bank text NOT NULL,
  contract_number text NOT NULL CHECK (length(contract_number) BETWEEN 1 AND 64),
  borrower_name text NOT NULL CHECK (length(borrower_name) BETWEEN 1 AND 200),
  credit_code text NOT NULL CHECK (length(credit_code) = 18),
  unit text NOT NULL,
  firm_size smallint NOT NULL CHECK (firm_size BETWEEN 1 AND 4),
  industry text NOT NULL CHECK (length(industry) <= 32),
  contract_fen bigint NOT NULL CHECK (contract_fen > 0),
  ip_part_fen bigint NOT NULL CHECK (ip_part_fen > 0 AND ip_part_fen <= contract_fen),
  annual_rate_ppm integer NOT NULL CHECK (annual_rate_ppm BETWEEN 0 AND 1000000),
  UNIQUE (bank, contract_number)
);
CREATE SEQUENCE loan_ids INCREMENT 1000;  -- a batch takes a thousand

CREATE TABLE draw (
  loan_id bigint NOT NULL,
  draw_number text NOT NULL CHECK (length(draw_number) BETWEEN 1 AND 64),
  disbursement_date date NOT NULL,
  maturity_date date NOT NULL,
  principal_fen bigint NOT NULL CHECK (principal_fen > 0),
  ip_part_fen bigint NOT NULL,
  PRIMARY KEY (loan_id, draw_number),
  CHECK (maturity_date > disbursement_date)
);

-- The index finds out which rights were pledged before.
CREATE TABLE pledged_right (
  loan_id bigint NOT NULL,
  kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 8),
  number text NOT NULL CHECK (length(number) BETWEEN 1 AND 64),
  secured_fen bigint NOT NULL CHECK (secured_fen > 0),
  registration_number text NOT NULL,
  registration_date date NOT NULL
);
CREATE INDEX right_by_number ON pledged_right (number, kind);

-- What happened, in order, each chained to the one before.
CREATE TABLE journal (
  position bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  loan_id bigint NOT NULL,
  hash bytea NOT NULL
);
CREATE TABLE head (
  one integer PRIMARY KEY CHECK (one = 1),
  position bigint NOT NULL,
  hash bytea NOT NULL
) WITH (fillfactor = 10);
INSERT INTO head VALUES (1, 0, '');

-- What each loan adds to the totals, until it is folded into them.
CREATE TABLE contribution (
  day date NOT NULL,
  bank text NOT NULL,
  unit text NOT NULL,
  kind smallint NOT NULL,
  firm_size smallint NOT NULL,
  industry text NOT NULL,
  contract_fen bigint NOT NULL,
  disbursed_fen bigint NOT NULL,
  ip_part_fen bigint NOT NULL,
  disbursed_ip_part_fen bigint NOT NULL
) WITH (autovacuum_enabled = false);

-- The five roll-ups of ledger/roll_up.h over all that is folded: 1 by day; 2 month, unit, IP kind;
-- 3 month, bank, unit; 4 month, bank, IP kind; 5 month, firm size, industry. A month is its first
-- day.
CREATE TABLE total (
  roll_up smallint NOT NULL,
  period date NOT NULL,
  one text NOT NULL,
  other text NOT NULL,
  loans bigint NOT NULL,
  contract_fen bigint NOT NULL,
  disbursed_fen bigint NOT NULL,
  ip_part_fen bigint NOT NULL,
  disbursed_ip_part_fen bigint NOT NULL,
  PRIMARY KEY (roll_up, period, one, other)
) WITH (fillfactor = 50);

-- sum() of bigint makes a numeric of each sum.
CREATE AGGREGATE sum_fen(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = '0');

-- What is not folded yet, as cells of the roll-ups.
CREATE VIEW unfolded AS
  SELECT c.roll_up, c.period, c.one, c.other, count(*) AS loans,
         sum_fen(d.contract_fen) AS contract_fen, sum_fen(d.disbursed_fen) AS disbursed_fen,
         sum_fen(d.ip_part_fen) AS ip_part_fen,
         sum_fen(d.disbursed_ip_part_fen) AS disbursed_ip_part_fen
  FROM contribution d
  CROSS JOIN LATERAL (SELECT d.day - (extract(day FROM d.day)::integer - 1) AS month) m
  CROSS JOIN LATERAL (VALUES
    (1::smallint, d.day, '', ''), (2::smallint, m.month, d.unit, d.kind::text),
    (3::smallint, m.month, d.bank, d.unit), (4::smallint, m.month, d.bank, d.kind::text),
    (5::smallint, m.month, d.firm_size::text, d.industry)) AS c(roll_up, period, one, other)
  GROUP BY 1, 2, 3, 4;

-- The totals, now.
CREATE VIEW total_now AS
  SELECT roll_up, period, one, other, sum_fen(loans) AS loans,
         sum_fen(contract_fen) AS contract_fen, sum_fen(disbursed_fen) AS disbursed_fen,
         sum_fen(ip_part_fen) AS ip_part_fen, sum_fen(disbursed_ip_part_fen) AS disbursed_ip_part_fen
  FROM (SELECT * FROM total UNION ALL SELECT * FROM unfolded) both_parts
  GROUP BY 1, 2, 3, 4;

-- A loan as it is sent, and its rights. `row` counts the loans of a batch from 0; `content` are the
-- bytes of the message, which are hashed; `kind` is that of all rights. A connection has temporary
-- tables `stage` and `stage_right` of these forms.
CREATE TABLE sent (
  row integer, content bytea, bank text, contract_number text, borrower_name text,
  credit_code text, unit text, firm_size smallint, industry text, contract_fen bigint,
  ip_part_fen bigint, annual_rate_ppm integer, draw_number text, disbursement_date date,
  maturity_date date, principal_fen bigint, disbursed_ip_part_fen bigint, kind smallint
);
CREATE TABLE sent_right (
  row integer, kind smallint, number text, secured_fen bigint, registration_number text,
  registration_date date
);

-- The first answer of a request id sent again; an error when it comes with other content.
CREATE FUNCTION answered(asked uuid, sent_fingerprint bytea) RETURNS request LANGUAGE plpgsql AS $$
DECLARE
  found_request ledger.request;
BEGIN
  SELECT * INTO found_request FROM ledger.request WHERE request_id = asked;
  IF FOUND AND found_request.fingerprint <> sent_fingerprint THEN
    RAISE EXCEPTION 'REQUEST_ID_REUSED';
  END IF;
  RETURN found_request;
END $$;

-- Folds every 65,536 positions. The caller holds the chain's lock, so that nothing is contributed
-- meanwhile.
CREATE FUNCTION fold_when_due(before bigint, after bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF before / 65536 = after / 65536 THEN
    RETURN;
  END IF;
  MERGE INTO ledger.total t USING ledger.unfolded n
    ON t.roll_up = n.roll_up AND t.period = n.period AND t.one = n.one AND t.other = n.other
    WHEN MATCHED THEN UPDATE SET
      loans = t.loans + n.loans,
      contract_fen = t.contract_fen + n.contract_fen,
      disbursed_fen = t.disbursed_fen + n.disbursed_fen,
      ip_part_fen = t.ip_part_fen + n.ip_part_fen,
      disbursed_ip_part_fen = t.disbursed_ip_part_fen + n.disbursed_ip_part_fen
    WHEN NOT MATCHED THEN INSERT VALUES (n.roll_up, n.period, n.one, n.other, n.loans,
      n.contract_fen, n.disbursed_fen, n.ip_part_fen, n.disbursed_ip_part_fen);
  TRUNCATE ledger.contribution;
END $$;

-- What is in the stage, all or nothing: a contract number known already refuses the call.
-- `known_rights` counts rights that were pledged before. What can be done beside other calls is done
-- before the chain is locked.
CREATE FUNCTION record_batch(asked uuid, OUT first_position bigint, OUT recorded integer,
                             OUT known_rights integer) LANGUAGE plpgsql AS $$
DECLARE
  leaves bytea[];
  content_hash bytea;
  known ledger.request;
  base bigint;
  before bigint;
  leaf bytea;
  chained bytea;
  hashes bytea[] := '{}';
BEGIN
  SELECT array_agg(h.leaf), sha256(string_agg(h.leaf, '')) INTO leaves, content_hash
    FROM (SELECT sha256(s.content) AS leaf FROM stage s ORDER BY s.row) h;
  known := ledger.answered(asked, content_hash);
  IF known.request_id IS NOT NULL THEN
    first_position := known.first_position;
    recorded := known.recorded;
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM stage s WHERE s.bank NOT IN (SELECT b.body_id FROM ledger.body b)
                                    OR s.unit NOT IN (SELECT u.code FROM ledger.unit u)) THEN
    RAISE EXCEPTION 'UNKNOWN_BODY_OR_UNIT';
  END IF;
  recorded := cardinality(leaves);
  base := nextval('ledger.loan_ids');

  INSERT INTO ledger.loan
    SELECT base + s.row, s.bank, s.contract_number, s.borrower_name, s.credit_code, s.unit,
           s.firm_size, s.industry, s.contract_fen, s.ip_part_fen, s.annual_rate_ppm
    FROM stage s;
  INSERT INTO ledger.draw
    SELECT base + s.row, s.draw_number, s.disbursement_date, s.maturity_date, s.principal_fen,
           s.disbursed_ip_part_fen
    FROM stage s;
  SELECT count(*) INTO known_rights
    FROM stage_right r
    CROSS JOIN LATERAL (SELECT FROM ledger.pledged_right p
                        WHERE p.number = r.number AND p.kind = r.kind LIMIT 1) k;
  INSERT INTO ledger.pledged_right
    SELECT base + r.row, r.kind, r.number, r.secured_fen, r.registration_number,
           r.registration_date
    FROM stage_right r;

  PERFORM pg_advisory_xact_lock(1);
  SELECT h.position, h.hash INTO before, chained FROM ledger.head h;
  FOREACH leaf IN ARRAY leaves LOOP
    chained := sha256(chained || leaf);
    hashes := hashes || chained;
  END LOOP;
  INSERT INTO ledger.journal
    SELECT before + n, now(), base + n - 1, h FROM unnest(hashes) WITH ORDINALITY AS u(h, n);
  UPDATE ledger.head SET position = before + cardinality(leaves), hash = chained;
  first_position := before + 1;
  INSERT INTO ledger.contribution
    SELECT s.disbursement_date, s.bank, s.unit, s.kind, s.firm_size, s.industry, s.contract_fen,
           s.principal_fen, s.ip_part_fen, s.disbursed_ip_part_fen
    FROM stage s;
  PERFORM ledger.fold_when_due(before, before + recorded);
  INSERT INTO ledger.request VALUES (asked, content_hash, first_position, recorded);
END $$;

-- One loan.
CREATE FUNCTION record_loan(asked uuid, s sent, kinds smallint[], numbers text[], secured bigint[],
                            registrations text[], registered date[], OUT first_position bigint,
                            OUT recorded integer, OUT known_rights integer) LANGUAGE plpgsql AS $$
DECLARE
  leaf bytea := sha256(s.content);
  known ledger.request;
  id bigint;
  chained bytea;
BEGIN
  known := ledger.answered(asked, sha256(leaf));
  IF known.request_id IS NOT NULL THEN
    first_position := known.first_position;
    recorded := known.recorded;
    RETURN;
  END IF;
  IF NOT EXISTS (SELECT FROM ledger.body b, ledger.unit u
                 WHERE b.body_id = s.bank AND u.code = s.unit) THEN
    RAISE EXCEPTION 'UNKNOWN_BODY_OR_UNIT';
  END IF;
  recorded := 1;
  id := nextval('ledger.loan_ids');

  INSERT INTO ledger.loan VALUES (id, s.bank, s.contract_number, s.borrower_name, s.credit_code,
    s.unit, s.firm_size, s.industry, s.contract_fen, s.ip_part_fen, s.annual_rate_ppm);
  INSERT INTO ledger.draw VALUES (id, s.draw_number, s.disbursement_date, s.maturity_date,
    s.principal_fen, s.disbursed_ip_part_fen);
  SELECT count(*) INTO known_rights
    FROM unnest(kinds, numbers) AS r(kind, number)
    CROSS JOIN LATERAL (SELECT FROM ledger.pledged_right p
                        WHERE p.number = r.number AND p.kind = r.kind LIMIT 1) k;
  INSERT INTO ledger.pledged_right
    SELECT id, r.* FROM unnest(kinds, numbers, secured, registrations, registered) r;

  PERFORM pg_advisory_xact_lock(1);
  UPDATE ledger.head h SET position = h.position + 1, hash = sha256(h.hash || leaf)
    RETURNING h.position, h.hash INTO first_position, chained;
  INSERT INTO ledger.journal VALUES (first_position, now(), id, chained);
  INSERT INTO ledger.request VALUES (asked, sha256(leaf), first_position, recorded);
  INSERT INTO ledger.contribution VALUES (s.disbursement_date, s.bank, s.unit, s.kind, s.firm_size,
    s.industry, s.contract_fen, s.principal_fen, s.ip_part_fen, s.disbursed_ip_part_fen);
  PERFORM ledger.fold_when_due(first_position - 1, first_position);
END $$;
