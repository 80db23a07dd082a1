#!/usr/bin/python3
"""Reads the sample workbook as people's programs do: openpyxl, and LibreOffice without its windows.

Usage: workbook_readers_test.py PROGRAM, where `PROGRAM FILE` writes the workbook. Exit code 77
(skipped) when openpyxl or LibreOffice is missing: tools/install-packages brings both.
"""
import csv
import decimal
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

try:
    import openpyxl
except ImportError:
    print("skipped: openpyxl is missing")
    sys.exit(77)
SOFFICE = shutil.which("soffice")
if SOFFICE is None:
    print("skipped: LibreOffice is missing")
    sys.exit(77)

PROGRAM = ""
FORM, ITEMS = "余额调节表", "在途明细"
# Of tests/client/workbook/sample_sheet.cc.
SUMS = {"银行已收，账上未收": "1271.67", "银行已付，账上未付": "-123.45",
        "账上已收，银行未收": "500000.00", "账上已付，银行未付": "-350000.44"}
NUMBERS = ["202506270012345678", "=1+1", "0000000123", "913300001234567890", "_x0041_", "+86-1",
           "PAY-0003"]
ADJUSTED = decimal.Decimal("12346827.12")


def exact(value):
    """An amount to the fen, from a double or a text with separators."""
    return decimal.Decimal(str(value).replace(",", "")).quantize(decimal.Decimal("0.01"))


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="workbook-readers-")
        cls.place = pathlib.Path(cls.folder.name)
        cls.file = cls.place / "sheet.xlsx"
        subprocess.run([PROGRAM, str(cls.file)], check=True)
        cls.book = openpyxl.load_workbook(cls.file)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def label(self, page, begin):
        return next(cell for row in page.iter_rows() for cell in row
                    if isinstance(cell.value, str) and cell.value.startswith(begin))

    def test_pages_and_no_formulas(self):
        self.assertEqual(self.book.sheetnames, [FORM, ITEMS])
        for page in self.book:
            for row in page.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", cell.coordinate)
        with zipfile.ZipFile(self.file) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") or name.startswith("xl/tables/"):
                    self.assertNotIn(b"<f>", archive.read(name), name)
                self.assertEqual(archive.getinfo(name).date_time, (1980, 1, 1, 0, 0, 0), name)
        self.assertEqual(self.book.properties.created.isoformat(), "2025-06-30T12:00:00")
        self.assertEqual(self.book.properties.modified.isoformat(), "2025-06-30T12:00:00")

    def test_texts_stay_texts(self):
        page = self.book[ITEMS]
        rows = list(page.iter_rows(min_row=2))
        self.assertEqual([(row[5].value or "") + (row[6].value or "") for row in rows], NUMBERS)
        for row in rows:
            self.assertEqual(row[2].number_format, "yyyy-mm-dd")
            self.assertEqual(row[4].number_format, "#,##0.00")
            self.assertEqual(row[4].data_type, "n")
        form = self.book[FORM]
        self.assertEqual(self.label(form, "账号：").value, "账号：330501618236000004321")
        self.assertEqual(self.label(form, "开户银行：").value,
                         "开户银行：某市商业银行 <营业部> & 分理处")

    def test_sums(self):
        listed = {}
        for row in self.book[ITEMS].iter_rows(min_row=2, values_only=True):
            listed[row[1]] = listed.get(row[1], 0) + exact(row[4])
        self.assertEqual(listed, {name: exact(text) for name, text in SUMS.items()})
        form = self.book[FORM]
        value = lambda begin: exact(self.right_of(form, self.label(form, begin)))
        sums = {}
        for name in SUMS:
            sign = "加：" if exact(SUMS[name]) > 0 else "减："
            sums[name] = value(sign + name)
            self.assertEqual(sums[name], abs(exact(SUMS[name])))
        for balance, plus, minus, adjusted in (
                ("账面余额", "银行已收，账上未收", "银行已付，账上未付", "调节后账面余额"),
                ("银行对账单余额", "账上已收，银行未收", "账上已付，银行未付", "调节后银行余额")):
            self.assertEqual(value(balance) + sums[plus] - sums[minus], ADJUSTED)
            self.assertEqual(value(adjusted), ADJUSTED)
        self.assertEqual(value("差额"), 0)

    def right_of(self, page, label):
        """The amount of the label's side: four columns to the right."""
        return page.cell(label.row, label.column + 4).value

    def test_print(self):
        for page in self.book:
            self.assertEqual(page.page_setup.orientation, "landscape")
            self.assertEqual(int(page.page_setup.paperSize), 9)
            self.assertTrue(page.sheet_properties.pageSetUpPr.fitToPage)
            self.assertEqual(int(page.page_setup.fitToHeight), 0)
            self.assertIn("&P", page.oddFooter.center.text)
            self.assertIn("4321", page.oddFooter.left.text)
            self.assertLess(page.page_margins.left, 0.6)
        self.assertEqual(self.book[FORM].print_title_rows.replace("$", ""), "6:7")
        self.assertEqual(self.book[ITEMS].print_title_rows.replace("$", ""), "1:1")
        self.assertEqual(self.book[ITEMS].freeze_panes, "A2")
        table = next(iter(self.book[ITEMS].tables.values()))
        self.assertEqual((table.ref, table.autoFilter.ref), ("A1:L8", "A1:L8"))

    def test_libreoffice(self):
        # Separator, quote, UTF-8, first row, formats as shown, every page to a file of its own.
        subprocess.run(
            [SOFFICE, f"-env:UserInstallation=file://{self.place}/profile", "--headless",
             "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,"
             "false,false,-1", "--outdir", str(self.place), str(self.file)],
            check=True, timeout=240, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        tables = {}
        for page in (FORM, ITEMS):
            with open(self.place / f"sheet-{page}.csv", encoding="utf-8", newline="") as file:
                tables[page] = list(csv.reader(file))
        listed = {}
        for row in tables[ITEMS][1:]:
            listed[row[1]] = listed.get(row[1], 0) + exact(row[4])
        self.assertEqual(listed, {name: exact(text) for name, text in SUMS.items()})
        self.assertEqual([row[5] + row[6] for row in tables[ITEMS][1:]], NUMBERS)
        adjusted = next(row for row in tables[FORM] if row[0] == "调节后账面余额")
        self.assertEqual([exact(adjusted[4]), exact(adjusted[10])], [ADJUSTED, ADJUSTED])
        self.assertIn("（大写）人民币壹仟贰佰叁拾肆万陆仟捌佰贰拾柒元壹角贰分",
                      [row[0] for row in tables[FORM]])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = sys.argv.pop(1)
    unittest.main()
