#include "client/workbook/workbook_page.h"

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace ippledge::client {
namespace {

constexpr double kInch = 25.4;  // mm
constexpr int kTableStyle = 2;  // light, striped

lxw_row_t Row(int row) { return static_cast<lxw_row_t>(row); }
lxw_col_t Column(int column) { return static_cast<lxw_col_t>(column); }

// "_x0041_" in a cell means "A": so that it stays what it is, its first mark is written as a code.
std::string CellText(absl::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const absl::string_view rest = text.substr(at);
    const bool code = rest.size() >= 7 && rest[0] == '_' && rest[1] == 'x' && rest[6] == '_' &&
                      absl::ascii_isxdigit(static_cast<unsigned char>(rest[2])) &&
                      absl::ascii_isxdigit(static_cast<unsigned char>(rest[3])) &&
                      absl::ascii_isxdigit(static_cast<unsigned char>(rest[4])) &&
                      absl::ascii_isxdigit(static_cast<unsigned char>(rest[5]));
    out += code ? "_x005F_" : std::string(1, text[at]);
  }
  return out;
}

lxw_format* NewFormat(lxw_workbook* book, Look look) {
  lxw_format* const format = workbook_add_format(book);
  if (format == nullptr) return nullptr;
  format_set_font_name(format, "宋体");
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  const bool framed = look != Look::kTitle && look != Look::kNote && look != Look::kNoteRight;
  if (framed) format_set_border(format, LXW_BORDER_THIN);
  const bool wrapped = look == Look::kNote || look == Look::kNoteRight || look == Look::kText ||
                       look == Look::kNumeral;
  if (wrapped) format_set_text_wrap(format);
  const bool bold = look == Look::kTitle || look == Look::kHeading || look == Look::kLabel ||
                    look == Look::kAmountStrong || look == Look::kNumeral;
  if (bold) format_set_bold(format);
  switch (look) {
    case Look::kTitle:
      format_set_font_size(format, 18);
      format_set_align(format, LXW_ALIGN_CENTER);
      break;
    case Look::kHeading:
      format_set_align(format, LXW_ALIGN_CENTER);
      format_set_bg_color(format, 0xE7ECF2);
      break;
    case Look::kNote:
    case Look::kLabel:
    case Look::kText:
    case Look::kNumeral:
      format_set_align(format, LXW_ALIGN_LEFT);
      format_set_num_format(format, "@");
      break;
    case Look::kNoteRight:
      format_set_align(format, LXW_ALIGN_RIGHT);
      break;
    case Look::kCount:
      format_set_align(format, LXW_ALIGN_CENTER);
      format_set_num_format(format, "0");
      break;
    case Look::kDate:
      format_set_align(format, LXW_ALIGN_CENTER);
      format_set_num_format(format, "yyyy-mm-dd");
      break;
    case Look::kAmount:
    case Look::kAmountStrong:
      format_set_align(format, LXW_ALIGN_RIGHT);
      format_set_num_format(format, "#,##0.00");
      break;
  }
  return format;
}

}  // namespace

void WorkbookPage::Note(lxw_error error) {
  if (error_ == LXW_NO_ERROR) error_ = error;
}

void WorkbookPage::Text(int row, int column, absl::string_view text, Look look) {
  Note(worksheet_write_string(sheet_, Row(row), Column(column), CellText(text).c_str(), Of(look)));
}

void WorkbookPage::Spread(int row, int first, int last, absl::string_view text, Look look) {
  Note(worksheet_merge_range(sheet_, Row(row), Column(first), Row(row), Column(last),
                             CellText(text).c_str(), Of(look)));
}

void WorkbookPage::Amount(int row, int column, std::int64_t fen, Look look) {
  if (fen > kFenShownExactly || fen < -kFenShownExactly) {
    amounts_as_text_ = true;
    Text(row, column, FormatYuanGrouped(Money::OfFen(fen)), look);
    return;
  }
  // The double next to fen / 100: within the limit, two decimals of it are the fen again.
  Note(worksheet_write_number(sheet_, Row(row), Column(column), static_cast<double>(fen) / 100,
                              Of(look)));
}

void WorkbookPage::Count(int row, int column, std::int64_t count) {
  Note(worksheet_write_number(sheet_, Row(row), Column(column), static_cast<double>(count),
                              Of(Look::kCount)));
}

void WorkbookPage::Day(int row, int column, Date day) {
  lxw_datetime value = {day.year(), day.month(), day.day(), 0, 0, 0};
  Note(worksheet_write_datetime(sheet_, Row(row), Column(column), &value, Of(Look::kDate)));
}

void WorkbookPage::Width(int column, double characters) {
  Note(worksheet_set_column(sheet_, Column(column), Column(column), characters, nullptr));
}

void WorkbookPage::Height(int row, double points) {
  Note(worksheet_set_row(sheet_, Row(row), points, nullptr));
}

void WorkbookPage::Table(int last_row, const std::vector<std::string>& headings) {
  std::vector<std::string> texts = headings;  // the library wants them writable
  std::vector<lxw_table_column> columns(texts.size());
  std::vector<lxw_table_column*> pointers;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    columns[i].header = texts[i].data();
    columns[i].header_format = Of(Look::kHeading);
    pointers.push_back(&columns[i]);
  }
  pointers.push_back(nullptr);
  lxw_table_options options = {};
  options.style_type = LXW_TABLE_STYLE_TYPE_LIGHT;
  options.style_type_number = kTableStyle;
  options.columns = pointers.data();
  Note(worksheet_add_table(sheet_, 0, 0, Row(last_row),
                           Column(static_cast<int>(headings.size()) - 1), &options));
  worksheet_freeze_panes(sheet_, 1, 0);
}

void WorkbookPage::Print(int first_repeated, int last_repeated, const std::string& footer) {
  worksheet_set_landscape(sheet_);
  worksheet_set_paper(sheet_, 9);  // A4
  worksheet_fit_to_pages(sheet_, 1, 0);
  worksheet_set_margins(sheet_, 12 / kInch, 12 / kInch, 14 / kInch, 16 / kInch);
  worksheet_center_horizontally(sheet_);
  Note(worksheet_repeat_rows(sheet_, Row(first_repeated), Row(last_repeated)));
  Note(worksheet_set_footer(sheet_, footer.c_str()));
  // Account numbers and references are texts on purpose.
  Note(worksheet_ignore_errors(sheet_, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576"));
}

absl::StatusOr<std::unique_ptr<Workbook>> Workbook::Create(const std::string& title, Date day) {
  std::error_code error;
  const std::filesystem::path place = std::filesystem::temp_directory_path(error);
  std::string folder = (place / "ippledge-workbook-XXXXXX").string();
  // The library writes only to a named file; nobody else may read the folder.
  if (error || mkdtemp(folder.data()) == nullptr) {
    return absl::InternalError(absl::StrCat("no temporary folder for the workbook: ", folder));
  }
  std::unique_ptr<Workbook> made(new Workbook);
  made->folder_ = folder;
  made->path_ = absl::StrCat(folder, "/workbook.xlsx");
  made->book_ = workbook_new(made->path_.c_str());
  if (made->book_ == nullptr) return absl::InternalError("no memory for the workbook");
  std::string name = title;
  lxw_doc_properties properties = {};
  properties.title = name.data();
  // Never 0, which would be the present time.
  properties.created = static_cast<std::time_t>(day.days()) * 86'400 + 43'200;
  if (workbook_set_properties(made->book_, &properties) != LXW_NO_ERROR) {
    return absl::InternalError("no memory for the workbook");
  }
  for (std::size_t i = 0; i < kLooks; ++i) {
    made->looks_[i] = NewFormat(made->book_, static_cast<Look>(i));
    if (made->looks_[i] == nullptr) return absl::InternalError("no memory for the workbook");
  }
  return made;
}

Workbook::~Workbook() {
  if (book_ != nullptr) lxw_workbook_free(book_);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

WorkbookPage& Workbook::AddPage(const std::string& name) {
  pages_.push_back(
      std::make_unique<WorkbookPage>(workbook_add_worksheet(book_, name.c_str()), &looks_));
  return *pages_.back();
}

absl::StatusOr<std::string> Workbook::Bytes() {
  for (const auto& page : pages_) {
    if (page->error() == LXW_NO_ERROR) continue;
    return absl::InternalError(absl::StrCat("workbook: ", lxw_strerror(page->error())));
  }
  const lxw_error error = workbook_close(std::exchange(book_, nullptr));  // frees it always
  if (error != LXW_NO_ERROR) {
    return absl::InternalError(absl::StrCat("workbook: ", lxw_strerror(error)));
  }
  std::ifstream in(path_, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (in.bad() || bytes.empty()) return absl::InternalError("workbook: its file cannot be read");
  return bytes;
}

}  // namespace ippledge::client
