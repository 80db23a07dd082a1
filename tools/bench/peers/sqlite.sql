-- The ledger of postgres.sql in SQLite; what its functions do there is in sqlite.cc. Amounts are in
-- fen, dates ISO 8601.
CREATE TABLE body (body_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE unit (code TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO body
  WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 19)
  SELECT 'bank-' || n FROM n;
INSERT INTO unit VALUES
  ('150100'), ('150200'), ('150300'), ('150400'), ('150500'), ('150600'), ('150700'), ('150800'),
  ('150900'), ('152200'), ('152500'), ('152900'), ('150781'), ('152501');
CREATE TABLE request (
  request_id BLOB PRIMARY KEY, fingerprint BLOB NOT NULL, first_position INTEGER NOT NULL,
  recorded INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE loan (
  loan_id INTEGER PRIMARY KEY,
  bank TEXT NOT NULL REFERENCES body,
  contract_number TEXT NOT NULL CHECK (length(contract_number) BETWEEN 1 AND 64),
  borrower_name TEXT NOT NULL CHECK (length(borrower_name) BETWEEN 1 AND 200),
  credit_code TEXT NOT NULL CHECK (length(credit_code) = 18),
  unit TEXT NOT NULL REFERENCES unit,
  firm_size INTEGER NOT NULL CHECK (firm_size BETWEEN 1 AND 4),
  industry TEXT NOT NULL CHECK (length(industry) <= 32),
  contract_fen INTEGER NOT NULL CHECK (contract_fen > 0),
  ip_part_fen INTEGER NOT NULL CHECK (ip_part_fen > 0 AND ip_part_fen <= contract_fen),
  annual_rate_ppm INTEGER NOT NULL CHECK (annual_rate_ppm BETWEEN 0 AND 1000000),
  kind INTEGER NOT NULL,  -- of all its rights
  UNIQUE (bank, contract_number));
CREATE TABLE draw (
  loan_id INTEGER NOT NULL REFERENCES loan,
  draw_number TEXT NOT NULL CHECK (length(draw_number) BETWEEN 1 AND 64),
  disbursement_date TEXT NOT NULL,
  maturity_date TEXT NOT NULL,
  principal_fen INTEGER NOT NULL CHECK (principal_fen > 0),
  ip_part_fen INTEGER NOT NULL,
  PRIMARY KEY (loan_id, draw_number),
  CHECK (maturity_date > disbursement_date)) WITHOUT ROWID;
CREATE TABLE pledged_right (
  loan_id INTEGER NOT NULL REFERENCES loan,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 8),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 64),
  secured_fen INTEGER NOT NULL CHECK (secured_fen > 0),
  registration_number TEXT NOT NULL,
  registration_date TEXT NOT NULL);
CREATE INDEX right_by_number ON pledged_right (number, kind);
CREATE TABLE journal (
  position INTEGER PRIMARY KEY, at INTEGER NOT NULL, loan_id INTEGER NOT NULL, hash BLOB NOT NULL);
-- The five roll-ups of ledger/roll_up.h, up to the position in `folded`: 1 by day; 2 month, unit, IP
-- kind; 3 month, bank, unit; 4 month, bank, IP kind; 5 month, firm size, industry. A day is
-- 20231231, a month 202312. What came since is in memory, and is folded again after a start.
CREATE TABLE total (
  roll_up INTEGER NOT NULL, period INTEGER NOT NULL, one TEXT NOT NULL, other TEXT NOT NULL,
  loans INTEGER NOT NULL, contract_fen INTEGER NOT NULL, disbursed_fen INTEGER NOT NULL,
  ip_part_fen INTEGER NOT NULL, disbursed_ip_part_fen INTEGER NOT NULL,
  PRIMARY KEY (roll_up, period, one, other)) WITHOUT ROWID;
CREATE TABLE folded (position INTEGER NOT NULL);
INSERT INTO folded VALUES (0);
