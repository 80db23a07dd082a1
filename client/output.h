// client/output.h: where data goes and in which form: standard output, or the file of --out.
#pragma once

#include <fstream>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/table.h"

namespace ippledge::client {

// A file appears under its name only when it is whole: until Close() it is NAME.part, which goes
// away with an Output that was not closed.
class Output {
 public:
  // With an empty path `standard` is written, which outlives this. A CSV file begins with the UTF-8
  // byte order mark that spreadsheets need. A usage error when the file cannot be written.
  static absl::StatusOr<std::unique_ptr<Output>> Open(const std::string& path, Format format,
                                                      std::ostream& standard);

  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  std::ostream& stream() { return path_.empty() ? standard_ : file_; }
  // Once, after the last byte. A usage error when not all could be written (a full disk).
  absl::Status Close();

 private:
  Output(std::string path, std::ostream& standard);

  const std::string path_;
  std::ostream& standard_;
  std::ofstream file_;
  bool closed_ = false;
};

}  // namespace ippledge::client
