#include "client/import/refused_file.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

// Of a problem, "column: text"; several with "; " between.
std::string TextOf(const std::vector<Problem>& problems, bool chinese) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) absl::StrAppend(&text, chinese ? "；" : "; ");
    if (!problem.column.empty()) absl::StrAppend(&text, problem.column, chinese ? "：" : ": ");
    absl::StrAppend(&text, chinese ? problem.chinese : problem.english);
  }
  // A cell that begins like a formula would be run as one.
  const bool formula = !text.empty() && absl::StrContains("=+-@", text.front());
  return absl::StrCat(formula ? "\"'" : "\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

}  // namespace

std::string RefusedPathOf(absl::string_view path) { return absl::StrCat(path, ".refused.csv"); }

void AppendOwnCells(const CsvRecord& record, const BoundLayout& layout, std::string* out) {
  const auto own = static_cast<std::size_t>(layout.own_columns);
  absl::string_view raw = record.raw;
  // A broken record has no cells that could be trusted: all of it is kept.
  if (own == 0 || record.fault != Fault::kNone) {
    absl::StrAppend(out, raw);
    return;
  }
  if (record.cells.size() > own && own < layout.headers.size()) {
    raw = raw.substr(0, record.cells[own].raw_begin - 1);
  }
  absl::StrAppend(out, raw);
  for (std::size_t cells = record.cells.size(); cells < own; ++cells) {
    out->push_back(layout.delimiter);
  }
}

RefusedFile::RefusedFile(std::string path, const BoundLayout* layout)
    : path_(std::move(path)), layout_(*layout) {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::rename(path_, path_ + ".bak", ignored);
}

absl::Status RefusedFile::Open() {
  file_.open(path_, std::ios::binary | std::ios::trunc);
  written_ = path_;
  file_ << "\xEF\xBB\xBF";
  if (layout_.header_row > 0) {
    file_ << layout_.titles << layout_.header_raw << layout_.delimiter << kProblemColumnZh
          << layout_.delimiter << kProblemColumnEn << "\r\n";
  }
  return absl::OkStatus();
}

absl::Status RefusedFile::Add(absl::string_view cells, const std::vector<Problem>& problems) {
  if (path_.empty()) return absl::OkStatus();
  if (!file_.is_open()) IPPLEDGE_RETURN_IF_ERROR(Open());
  file_ << cells << layout_.delimiter << TextOf(problems, true) << layout_.delimiter
        << TextOf(problems, false) << "\r\n";
  if (file_.good()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("cannot write ", path_));
}

absl::Status RefusedFile::Close() {
  if (!file_.is_open()) return absl::OkStatus();
  file_.close();
  if (file_.good()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("cannot write ", path_));
}

}  // namespace ippledge::client
