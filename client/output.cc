#include "client/output.h"

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/exit_code.h"

namespace ippledge::client {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string PartOf(const std::string& path) { return absl::StrCat(path, ".part"); }

}  // namespace

Output::Output(std::string path, std::ostream& standard)
    : path_(std::move(path)), standard_(standard) {}

Output::~Output() {
  if (path_.empty() || closed_) return;
  file_.close();
  std::remove(PartOf(path_).c_str());
}

absl::StatusOr<std::unique_ptr<Output>> Output::Open(const std::string& path, Format format,
                                                     std::ostream& standard) {
  std::unique_ptr<Output> output(new Output(path, standard));
  if (path.empty()) return output;
  output->file_.open(PartOf(path), std::ios::binary | std::ios::trunc);
  if (!output->file_) {
    return UsageError(absl::StrCat("cannot write ", PartOf(path)));
  }
  if (format == Format::kCsv) output->file_ << kByteOrderMark;
  return output;
}

absl::Status Output::Close() {
  stream().flush();
  if (!stream()) return UsageError("not all output could be written");
  if (path_.empty()) return absl::OkStatus();
  file_.close();
  if (!file_ || std::rename(PartOf(path_).c_str(), path_.c_str()) != 0) {
    return UsageError(absl::StrCat("cannot write ", path_));
  }
  closed_ = true;
  return absl::OkStatus();
}

}  // namespace ippledge::client
