// client/session.h: what every command works with: global options, connection, output, failures.
//
// Made once after the command line is parsed; used by one thread.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/connection.h"
#include "client/document.h"
#include "client/exit_code.h"
#include "client/output.h"
#include "client/receipt_file.h"
#include "client/table.h"
#include "client/texts.h"
#include "client/tls_files.h"
#include "ippledge/v1/programme_service.pb.h"

namespace ippledge::client {

using Connector = std::function<std::unique_ptr<Connection>(const ConnectionOptions&)>;

struct GlobalOptions {
  ConnectionOptions connection;
  TlsPaths tls;  // of the files of connection.tls
  std::string server_name;
  std::string draft_path;        // where a write goes instead of to the server; empty: it is sent
  std::string receipt_path;      // where the receipt of a write goes; empty: nowhere
  std::string programme;         // empty: the only one of the server
  std::optional<Format> format;  // unset: by the ending of out_path, else a table
  std::string out_path;          // empty: standard output
  AmountUnit unit = AmountUnit::kYuan;
  Language language = Language::kEnglish;
  bool verbose = false;
  std::string command;  // as it was typed, quoted for a shell
};

class Session {
 public:
  // The streams outlive the session.
  Session(GlobalOptions options, Connector connector, std::ostream& out, std::ostream& err);

  const GlobalOptions& options() const { return options_; }
  Language language() const { return options_.language; }
  std::string Text(Bilingual text) const { return std::string(text.In(options_.language)); }
  std::ostream& err() { return err_; }
  Connection& connection();
  // A line of its own, to another server or with other limits than connection().
  std::unique_ptr<Connection> LineTo(const ConnectionOptions& options) const {
    return connector_(options);
  }
  // Before the first connection(): Ctrl-C does not cancel calls, since the command looks itself.
  void FinishCallsWhenInterrupted() { options_.connection.interrupted = nullptr; }
  // Before the first connection(): calls may take so long, or longer where --timeout says so.
  void TimeOutAfter(absl::Duration least) {
    options_.connection.timeout = std::max(options_.connection.timeout, least);
  }

  // The programme's id. Without --programme the server's only one; a usage error when it has
  // none or several.
  absl::StatusOr<std::string> ProgrammeId();
  // Its constitution and head, asked for once.
  absl::StatusOr<const v1::Programme*> Programme();

  // --format, else by the file's ending, else `otherwise`.
  Format FormatOr(Format otherwise) const;
  // In the programme's currency, if that is known by now.
  Layout LayoutFor(Format format) const;
  absl::StatusOr<std::unique_ptr<Output>> OpenOutput(Format format);
  // Writes the document in the form asked for; kExitOk, or the failure's code after printing it.
  int Show(const Document& document);

  // At the end of a command that exits with `code`: says what became of receipts asked for; the
  // exit code after that.
  int FinishReceipts(int code);
  // Prints the failure; its exit code. A write that was drafted is none: kExitOk.
  int Fail(Bilingual what, const absl::Status& status, absl::string_view request_id = "");

 private:
  GlobalOptions options_;
  const Connector connector_;
  std::ostream& out_;
  std::ostream& err_;
  ReceiptsKept receipts_;
  std::unique_ptr<Connection> connection_;
  std::string programme_id_;
  std::optional<v1::Programme> programme_;
};

// A random UUID (version 4) in lower case.
std::string NewRequestId();
// `given` when it is not empty, else a new one.
std::string RequestIdOr(const std::string& given);

}  // namespace ippledge::client
