-- A ledger of pledge loans in PostgreSQL, for tools/bench: a plain relational schema, and the two
-- functions that write it, record_batch() and record_loan(), one transaction a call. Amounts are in
-- fen. What it does and does not do compared with ippledge: docs/peers.md.
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

-- Request ids, for ever: what was sent under each, and the answer it got.
CREATE TABLE request (
  request_id uuid PRIMARY KEY,
  fingerprint bytea NOT NULL,
  first_position bigint NOT NULL,
  recorded integer NOT NULL
);

CREATE TABLE loan (
  loan_id bigint PRIMARY KEY,
  bank text NOT NULL REFERENCES body,
  contract_number text NOT NULL CHECK (length(contract_number) BETWEEN 1 AND 64),
  borrower_name text NOT NULL CHECK (length(borrower_name) BETWEEN 1 AND 200),
  credit_code text NOT NULL CHECK (length(credit_code) = 18),
  unit text NOT NULL REFERENCES unit,
  firm_size smallint NOT NULL CHECK (firm_size BETWEEN 1 AND 4),
  industry text NOT NULL CHECK (length(industry) <= 32),
  contract_fen bigint NOT NULL CHECK (contract_fen > 0),
  ip_part_fen bigint NOT NULL CHECK (ip_part_fen > 0 AND ip_part_fen <= contract_fen),
  annual_rate_ppm integer NOT NULL CHECK (annual_rate_ppm BETWEEN 0 AND 1000000),
  UNIQUE (bank, contract_number)
);
CREATE SEQUENCE loan_ids INCREMENT 1000;  -- a batch takes a thousand

CREATE TABLE draw (
  loan_id bigint NOT NULL REFERENCES loan,
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
  loan_id bigint NOT NULL REFERENCES loan,
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

CREATE TABLE total (
  year smallint NOT NULL,
  unit text NOT NULL,
  kind smallint NOT NULL,
  loans bigint NOT NULL,
  contract_fen bigint NOT NULL,
  disbursed_fen bigint NOT NULL,
  ip_part_fen bigint NOT NULL,
  disbursed_ip_part_fen bigint NOT NULL,
  PRIMARY KEY (year, unit, kind)
) WITH (fillfactor = 10);

-- A loan as it is sent. `row` counts the loans of a batch from 0; `kind` is that of all rights.
-- A connection has a temporary table `stage` of this form.
CREATE TABLE sent (
  row integer, bank text, contract_number text, borrower_name text, credit_code text, unit text,
  firm_size smallint, industry text, contract_fen bigint, ip_part_fen bigint,
  annual_rate_ppm integer, draw_number text, disbursement_date date, maturity_date date,
  principal_fen bigint, disbursed_ip_part_fen bigint, kind smallint, kinds smallint[],
  numbers text[], secured bigint[], registrations text[], registered date[]
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

-- Adds what one call recorded to the totals.
CREATE FUNCTION add_total(new_year smallint, new_unit text, new_kind smallint, n bigint,
                          contract bigint, disbursed bigint, ip_part bigint,
                          disbursed_ip_part bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO ledger.total AS t
    VALUES (new_year, new_unit, new_kind, n, contract, disbursed, ip_part, disbursed_ip_part)
    ON CONFLICT (year, unit, kind) DO UPDATE SET
      loans = t.loans + excluded.loans,
      contract_fen = t.contract_fen + excluded.contract_fen,
      disbursed_fen = t.disbursed_fen + excluded.disbursed_fen,
      ip_part_fen = t.ip_part_fen + excluded.ip_part_fen,
      disbursed_ip_part_fen = t.disbursed_ip_part_fen + excluded.disbursed_ip_part_fen;
$$;

-- What is in `stage`, all or nothing: a contract number known already refuses the call.
-- `known_rights` counts rights that were pledged before. What can be done beside other calls is done
-- before the head is locked.
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
  SELECT array_agg(sha256(convert_to(s::text, 'UTF8')) ORDER BY s.row) INTO leaves FROM stage s;
  content_hash := sha256(convert_to(array_to_string(leaves, ''), 'UTF8'));
  known := ledger.answered(asked, content_hash);
  IF known.request_id IS NOT NULL THEN
    first_position := known.first_position;
    recorded := known.recorded;
    RETURN;
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
    FROM stage s, unnest(s.kinds, s.numbers) AS r(kind, number)
    WHERE EXISTS (SELECT FROM ledger.pledged_right p
                  WHERE p.number = r.number AND p.kind = r.kind);
  INSERT INTO ledger.pledged_right
    SELECT base + s.row, r.*
    FROM stage s, unnest(s.kinds, s.numbers, s.secured, s.registrations, s.registered) r;

  SELECT h.position, h.hash INTO before, chained FROM ledger.head h FOR UPDATE;
  FOREACH leaf IN ARRAY leaves LOOP
    chained := sha256(chained || leaf);
    hashes := hashes || chained;
  END LOOP;
  INSERT INTO ledger.journal
    SELECT before + n, now(), base + n - 1, h FROM unnest(hashes) WITH ORDINALITY AS u(h, n);
  UPDATE ledger.head SET position = before + cardinality(leaves), hash = chained;
  first_position := before + 1;
  PERFORM ledger.add_total(g.year, g.unit, g.kind, g.n, g.contract, g.disbursed, g.ip_part,
                           g.disbursed_ip_part)
    FROM (SELECT extract(year FROM s.disbursement_date)::smallint AS year, s.unit, s.kind,
                 count(*) AS n, sum(s.contract_fen)::bigint AS contract,
                 sum(s.principal_fen)::bigint AS disbursed, sum(s.ip_part_fen)::bigint AS ip_part,
                 sum(s.disbursed_ip_part_fen)::bigint AS disbursed_ip_part
          FROM stage s GROUP BY 1, 2, 3) g;
  INSERT INTO ledger.request VALUES (asked, content_hash, first_position, recorded);
END $$;

-- One loan.
CREATE FUNCTION record_loan(asked uuid, s sent, OUT first_position bigint, OUT recorded integer,
                            OUT known_rights integer) LANGUAGE plpgsql AS $$
DECLARE
  leaf bytea := sha256(convert_to(s::text, 'UTF8'));
  known ledger.request;
  id bigint;
  chained bytea;
BEGIN
  known := ledger.answered(asked, leaf);
  IF known.request_id IS NOT NULL THEN
    first_position := known.first_position;
    recorded := known.recorded;
    RETURN;
  END IF;
  recorded := 1;
  id := nextval('ledger.loan_ids');

  INSERT INTO ledger.loan VALUES (id, s.bank, s.contract_number, s.borrower_name, s.credit_code,
    s.unit, s.firm_size, s.industry, s.contract_fen, s.ip_part_fen, s.annual_rate_ppm);
  INSERT INTO ledger.draw VALUES (id, s.draw_number, s.disbursement_date, s.maturity_date,
    s.principal_fen, s.disbursed_ip_part_fen);
  SELECT count(*) INTO known_rights
    FROM unnest(s.kinds, s.numbers) AS r(kind, number)
    WHERE EXISTS (SELECT FROM ledger.pledged_right p
                  WHERE p.number = r.number AND p.kind = r.kind);
  INSERT INTO ledger.pledged_right
    SELECT id, r.* FROM unnest(s.kinds, s.numbers, s.secured, s.registrations, s.registered) r;

  UPDATE ledger.head h SET position = h.position + 1, hash = sha256(h.hash || leaf)
    RETURNING h.position, h.hash INTO first_position, chained;
  INSERT INTO ledger.journal VALUES (first_position, now(), id, chained);
  INSERT INTO ledger.request VALUES (asked, leaf, first_position, recorded);
  PERFORM ledger.add_total(extract(year FROM s.disbursement_date)::smallint, s.unit, s.kind, 1,
    s.contract_fen, s.principal_fen, s.ip_part_fen, s.disbursed_ip_part_fen);
END $$;
