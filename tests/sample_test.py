#!/usr/bin/env python3
"""Judges the sheets of ippledge-sample from outside: codes, sums and order, written apart from it.

Usage: sample_test.py PROGRAM REPOSITORY
"""
import collections
import csv
import decimal
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM, REPOSITORY = sys.argv[1], pathlib.Path(sys.argv[2])
YEAR_ENDS = {2021: 161, 2022: 392, 2023: 610, 2024: 820, 2025: 1015}  # tenths of 亿元
FEN_PER_TENTH = 10**9
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def fen(text):
    return int(decimal.Decimal(text) * 100)


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def credit_code_is_good(code):
    own = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    if ALPHABET[(31 - own % 31) % 31] != code[17]:
        return False
    inner = sum(int(c, 36) * w for c, w in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2)))
    return "0123456789X0"[11 - inner % 11] == code[16]


def cnaps_code_is_good(code):
    product = 10
    for digit in code[:-1]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return len(code) == 12 and (product + int(code[-1])) % 10 == 1


def patent_is_good(number):
    found = re.fullmatch(r"ZL(\d{4}[123]\d{7})\.([\dX])", number)
    if not found:
        return False
    total = sum(int(c) * w for c, w in zip(found[1], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)))
    return "0123456789X"[total % 11] == found[2]


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        cls.run_program("--out", "loans.csv", "--repayments", "repayments.csv",
                        "--classes", "classes.csv", "--extensions", "extensions.csv",
                        "--releases", "releases.csv")
        cls.rows = read(cls.path / "loans.csv")
        cls.loans = collections.defaultdict(list)
        for row in cls.rows:
            cls.loans[row["银行"], row["合同编号"]].append(row)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def run_program(cls, *arguments, want=0):
        done = subprocess.run([PROGRAM, *arguments], cwd=cls.path, capture_output=True)
        assert done.returncode == want, (arguments, done.returncode, done.stderr)
        return done

    def events(self, name):
        rows = read(self.path / name)
        self.assertTrue(rows, name)
        for row in rows:
            self.assertIn((row["银行"], row["合同编号"]), self.loans)
        return rows

    def counted(self, rows):
        years = collections.Counter()
        for row in rows:
            part = decimal.Decimal(fen(row["发放金额(元)"]) * fen(row["知识产权部分(元)"]))
            part /= fen(row["合同金额(元)"])
            self.assertEqual(part, int(part), "the counted part is whole fen")
            years[int(row["发放日期"][:4])] += int(part)
        return years

    def test_years_add_up_to_the_fen(self):
        total = 0
        for year, amount in sorted(self.counted(self.rows).items()):
            total += amount
            self.assertEqual(total, YEAR_ENDS[year] * FEN_PER_TENTH, year)

    def test_other_sums_add_up_too(self):
        self.run_program("--out", "ends.csv", "--year-ends", "15.8,40,60,80,100", "--loans", "777")
        total, ends = 0, iter((158, 400, 600, 800, 1000))
        for _, amount in sorted(self.counted(read(self.path / "ends.csv")).items()):
            total += amount
            self.assertEqual(total, next(ends) * FEN_PER_TENTH)
        self.run_program("--out", "t.csv", "--years", "2023-2024", "--total", "1234567890123",
                         "--loans", "50000")
        years = self.counted(read(self.path / "t.csv"))
        self.assertEqual((sum(years.values()), sorted(years)), (1234567890123, [2023, 2024]))

    def test_codes_have_right_check_digits(self):
        self.assertTrue(credit_code_is_good("91150700561228427B"))
        self.assertTrue(cnaps_code_is_good("313651027012"))
        self.assertTrue(patent_is_good("ZL201210593328.X"))
        for row in self.rows:
            self.assertTrue(credit_code_is_good(row["统一社会信用代码"]), row)
            self.assertEqual(row["统一社会信用代码"][2:8], row["行政区划"])
            if row["联行号"]:
                self.assertTrue(cnaps_code_is_good(row["联行号"]), row)
            for kind, number in zip(row["知识产权类型"].split(";"), row["知识产权号"].split(";")):
                if kind == "专利":
                    self.assertTrue(patent_is_good(number), number)

    def test_rows_of_a_loan_agree(self):
        of_draw = {"借据号", "发放日期", "到期日", "发放金额(元)"}
        several = 0
        for rows in self.loans.values():
            several += len(rows) > 1
            terms = {tuple(v for k, v in row.items() if k not in of_draw) for row in rows}
            self.assertEqual(len(terms), 1)
            self.assertEqual(len({row["借据号"] for row in rows}), len(rows))
            contract, part = fen(rows[0]["合同金额(元)"]), fen(rows[0]["知识产权部分(元)"])
            self.assertLessEqual(sum(fen(row["发放金额(元)"]) for row in rows), contract)
            self.assertTrue(0 < part <= contract)
            rights = [rows[0][c].split(";") for c in ("知识产权类型", "知识产权号", "担保金额(元)")]
            self.assertEqual(len({len(cells) for cells in rights}), 1)
            self.assertTrue(all(fen(amount) > 0 for amount in rights[2]))
            for row in rows:
                self.assertLess(row["发放日期"], row["到期日"])
                self.assertTrue(all(d <= row["发放日期"] for d in row["质押登记日期"].split(";"))
                                or len(rows) > 1)
        self.assertGreater(several, 300)
        self.assertEqual(len(self.loans), 6000)

    def test_renewed_loans_come_first(self):
        first = {}
        for at, row in enumerate(self.rows):
            first.setdefault((row["银行"], row["合同编号"]), at)
        renewals = [row for row in self.rows if row["续贷合同号"]]
        self.assertGreater(len(renewals), 300)
        for row in renewals:
            old = row["银行"], row["续贷合同号"]
            self.assertLess(first[old], first[row["银行"], row["合同编号"]])
            self.assertEqual(self.loans[old][0]["借款企业"], row["借款企业"])

    def test_breadth(self):
        firms = {row["统一社会信用代码"] for row in self.rows}
        self.assertTrue(2000 < len(firms) < 4000, len(firms))
        self.assertEqual(len({kind for row in self.rows for kind in row["知识产权类型"].split(";")}), 8)
        self.assertEqual(len({row["银行"] for row in self.rows}), 20)
        units = {d if d in ("150781", "152501") else d[:4] for d in (r["行政区划"] for r in self.rows)}
        self.assertEqual(len(units), 14)
        forms = [f for r in self.rows for f in r["地理标志类型"].split(";")]
        self.assertEqual(set(forms), {"", "商标", "产品", "农产品"})

    def test_events_fit_their_loans(self):
        repaid = collections.Counter()
        for row in self.events("repayments.csv"):
            name = row["银行"], row["合同编号"]
            draws = {draw["借据号"]: draw for draw in self.loans[name]}
            self.assertIn(row["借据号"], draws)
            self.assertLess(draws[row["借据号"]]["发放日期"], row["还款日期"])
            self.assertGreater(fen(row["归还本金(元)"]) + fen(row["归还利息(元)"]), 0)
            repaid[name + (row["借据号"],)] += fen(row["归还本金(元)"])
        for (bank, contract, draw), amount in repaid.items():
            drawn = [r for r in self.loans[bank, contract] if r["借据号"] == draw][0]["发放金额(元)"]
            self.assertLessEqual(amount, fen(drawn))
        days = [(r["银行"], r["合同编号"], r["日期"]) for r in self.events("classes.csv")]
        self.assertEqual(len(days), len(set(days)), "one class change a day")
        for row in self.events("extensions.csv"):
            draw = [r for r in self.loans[row["银行"], row["合同编号"]] if r["借据号"] == row["借据号"]][0]
            self.assertLess(draw["到期日"], row["展期后到期日"])
        for row in self.events("releases.csv"):
            loan = self.loans[row["银行"], row["合同编号"]][0]
            number = loan["知识产权号"].split(";").index(row["知识产权号"])
            self.assertLess(loan["质押登记日期"].split(";")[number], row["注销日期"])

    def test_same_seed_same_bytes_and_another_seed_another_book(self):
        self.run_program("--out", "again.csv")
        self.run_program("--out", "other.csv", "--seed", "2")
        first = (self.path / "loans.csv").read_bytes()
        self.assertEqual(first, (self.path / "again.csv").read_bytes())
        self.assertNotEqual(first, (self.path / "other.csv").read_bytes())

    def test_by_bank_has_the_same_rows(self):
        (self.path / "banks").mkdir()
        self.run_program("--out", "banks/loans.csv", "--by-bank")
        rows = [row for path in (self.path / "banks").iterdir() for row in read(path)]
        key = lambda row: (row["银行"], row["合同编号"], row["借据号"])
        self.assertEqual(sorted(rows, key=key), sorted(self.rows, key=key))
        self.assertEqual(len(list((self.path / "banks").iterdir())), 20)

    def test_english_sheet_is_the_same_book(self):
        self.run_program("--out", "en.csv", "--headers", "en")
        rows = read(self.path / "en.csv")
        self.assertEqual([row["principal"] for row in rows], [row["发放金额(元)"] for row in self.rows])
        self.assertIn("PATENT", rows[0]["ip_kind"] + rows[1]["ip_kind"])

    def test_committed_bodies_are_what_it_writes(self):
        self.run_program("--bodies", "bodies.textproto")
        self.assertEqual((self.path / "bodies.textproto").read_text(),
                         (REPOSITORY / "programmes/inner-mongolia-bodies.textproto").read_text())

    def test_wrong_options_are_refused(self):
        for wrong in ("--loans 4 --out x", "--out", "--years 2025-2021 --out x", "--what 1",
                      "--year-ends 1,1,1,1,1 --out x", "--total 5 --out x", "--out /nowhere/x",
                      "--years 2026-2026 --out x"):
            self.run_program(*wrong.split(), want=2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
