// The commands "loan get|list|record|correct|void".
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/loan_card.h"
#include "client/commands/loan_rows.h"
#include "client/commands/option_values.h"
#include "client/commands/recorded.h"
#include "client/message_file.h"
#include "client/session.h"
#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotShown = {"the loan cannot be shown", "无法显示贷款"};
constexpr Bilingual kNotListed = {"the loans cannot be listed", "无法列出贷款"};
constexpr Bilingual kNotRecorded = {"the loan was not recorded", "贷款未登记"};
constexpr Bilingual kNotCorrected = {"nothing was corrected", "更正未登记"};
constexpr int kPageSize = 1000;

struct GetOptions {
  std::string bank;
  std::string contract;
  std::int64_t at = 0;
};

int Get(Session& session, const GetOptions& options) {
  v1::GetLoanRequest request;
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  request.set_programme((*programme)->programme());
  request.mutable_loan()->set_bank(options.bank);
  request.mutable_loan()->set_contract_number(options.contract);
  request.set_at(options.at);
  const auto response = session.connection().Ask<v1::GetLoanResponse>(request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());
  return session.Show(LoanCard(*response, session));
}

struct ListOptions {
  std::string bank;
  std::int64_t at = 0;
  std::int64_t limit = 50;
};

int List(Session& session, const ListOptions& options) {
  v1::ListLoansRequest request;
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  request.set_programme((*programme)->programme());
  request.set_bank(options.bank);
  request.set_at(options.at);
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  Document document;
  document.columns = table ? ShortLoanColumns(session) : FlatLoanColumns();
  std::int64_t left = options.limit;
  do {
    request.set_page_size(static_cast<std::int32_t>(std::min<std::int64_t>(left, kPageSize)));
    const auto page = session.connection().Ask<v1::ListLoansResponse>(request);
    if (!page.ok()) return session.Fail(kNotListed, page.status());
    for (const v1::Loan& loan : page->loans()) {
      document.rows.push_back(table ? ShortLoanRow(loan, session) : FlatLoanRow(loan));
    }
    left -= page->loans_size();
    request.set_page_token(page->next_page_token());
  } while (left > 0 && !request.page_token().empty());
  if (!request.page_token().empty()) {
    session.err() << session.Text({"more loans follow: raise --limit, or use \"export loans\"",
                                   "还有更多贷款：请加大 --limit，或使用“export loans”"})
                  << '\n';
  }
  return session.Show(document);
}

struct FileOptions {
  std::string file;
  WriteOptions write;
};

int Record(Session& session, const FileOptions& options) {
  v1::RecordLoanRequest request;
  if (const absl::Status read = ReadMessageFile(options.file, *request.mutable_loan());
      !read.ok()) {
    return session.Fail(kNotRecorded, read);
  }
  return AskAndShow<v1::RecordLoanResponse>(session, kNotRecorded, options.write, request);
}

int Correct(Session& session, const FileOptions& options) {
  v1::CorrectLoanRequest request;
  if (const absl::Status read = ReadMessageFile(options.file, request); !read.ok()) {
    return session.Fail(kNotCorrected, read);
  }
  return AskAndShow<v1::CorrectLoanResponse>(session, kNotCorrected, options.write, request);
}

struct VoidOptions {
  std::string bank;
  std::string contract;
  std::int64_t entry = 0;
  std::string reason;
  WriteOptions write;
};

int Void(Session& session, const VoidOptions& options) {
  v1::CorrectLoanRequest request;
  request.mutable_loan()->set_bank(options.bank);
  request.mutable_loan()->set_contract_number(options.contract);
  request.mutable_correction()->set_corrects_entry(options.entry);
  request.mutable_correction()->set_reason(options.reason);
  request.mutable_correction()->set_void_(true);
  return AskAndShow<v1::CorrectLoanResponse>(session, kNotCorrected, options.write, request);
}

void AddFileCommand(CommandTree& tree, CLI::App& loan, const std::string& name, Bilingual help,
                    Bilingual file_help, int (*run)(Session&, const FileOptions&)) {
  const auto options = std::make_shared<FileOptions>();
  CLI::App& command = tree.Add(loan, name, help,
                               [options, run](Session& session) { return run(session, *options); });
  command.add_option("file", options->file, tree.Text(file_help))->required();
  AddWriteOptions(tree, command, options->write);
}

void AddVoidCommand(CommandTree& tree, CLI::App& loan) {
  const auto options = std::make_shared<VoidOptions>();
  CLI::App& command =
      tree.Add(loan, "void", {"Take back a fact that was recorded in error", "撤销误登记的事项"},
               [options](Session& session) { return Void(session, *options); });
  command.add_option("bank", options->bank, tree.Text({"Bank", "银行代号"}))->required();
  command.add_option("contract", options->contract, tree.Text({"Contract number", "合同号"}))
      ->required();
  AddEntry(tree, command, "--entry", options->entry,
           {"The entry that recorded it", "登记该事项的条目"})
      ->required();
  command.add_option("--reason", options->reason, tree.Text({"Why", "原因"}))->required();
  AddWriteOptions(tree, command, options->write);
}

}  // namespace

void AddLoanReadCommands(CommandTree& tree, CLI::App& loan) {
  const auto get = std::make_shared<GetOptions>();
  CLI::App& get_command =
      tree.Add(loan, "get", {"One loan with all its events", "一笔贷款及其全部事项"},
               [get](Session& session) { return Get(session, *get); });
  get_command.add_option("bank", get->bank, tree.Text({"Bank", "银行代号"}))->required();
  get_command.add_option("contract", get->contract, tree.Text({"Contract number", "合同号"}))
      ->required();
  AddEntry(tree, get_command, "--at", get->at, {"As known at this entry", "按该条目时的记录"});

  const auto list = std::make_shared<ListOptions>();
  CLI::App& list_command =
      tree.Add(loan, "list", {"Loans by bank and contract number", "按银行、合同号列出贷款"},
               [list](Session& session) { return List(session, *list); });
  list_command.add_option("--bank", list->bank, tree.Text({"Only of this bank", "仅该银行"}));
  AddEntry(tree, list_command, "--at", list->at, {"As known at this entry", "按该条目时的记录"});
  list_command
      .add_option("--limit", list->limit,
                  tree.Text({"At most so many (default: 50)", "最多显示的笔数（默认 50）"}))
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
}

void AddLoanCommands(CommandTree& tree) {
  CLI::App& loan =
      tree.AddNoun("loan", {"Record, correct and show pledge loans", "登记、更正、查看质押贷款"});
  AddLoanReadCommands(tree, loan);
  AddFileCommand(tree, loan, "record", {"Record a loan with its first draw", "登记贷款及首笔借据"},
                 {"NewLoan in text form or .json", "NewLoan 文件：文本格式或 .json"}, Record);
  AddLoanEventCommands(tree, loan);
  AddFileCommand(
      tree, loan, "correct", {"Correct a fact recorded earlier", "更正已登记的事项"},
      {"CorrectLoanRequest in text form or .json", "CorrectLoanRequest 文件：文本格式或 .json"},
      Correct);
  AddVoidCommand(tree, loan);
}

}  // namespace ippledge::client
