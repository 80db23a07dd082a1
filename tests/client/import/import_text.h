// tests/client/import/import_text.h: a text imported into a ledger in memory.
#pragma once

#include <string>
#include <utility>

#include "client/import/pipeline.h"
#include "tests/client/import/memory_sink.h"

namespace ippledge::client {

// Time that only passes when somebody sleeps.
inline ImportOptions OptionsFor(Target target) {
  ImportOptions options;
  options.programme = "nmg";
  options.mapping = BuiltInMapping(target);
  auto time = std::make_shared<absl::Time>(absl::UnixEpoch());
  options.now = [time] { return *time; };
  options.sleep = [time](absl::Duration duration) { *time += duration; };
  return options;
}

inline ImportReport ImportText(const std::string& text, RowSink* sink, ImportOptions options) {
  TextSource source(FromBytes(text));
  return RunImport(&source, sink, std::move(options));
}

inline ImportReport ImportText(const std::string& text, MemoryLedger* ledger,
                               ImportOptions options) {
  MemorySink sink(ledger);
  return ImportText(text, &sink, std::move(options));
}

inline constexpr char kLoanFileHeader[] =
    "银行,合同编号,借据号,借款企业,统一社会信用代码,合同金额,年利率,发放日期,到期日,发放金额,"
    "知识产权类型,"
    "知识产权号\n";

// A row of such a file.
inline std::string LoanRowText(const std::string& contract, int draw, const std::string& amount,
                               const std::string& bank = "bank-a",
                               const std::string& credit_code = "",
                               const std::string& contract_amount = "1000000") {
  return bank + "," + contract + "," + std::to_string(draw) + ",某公司," + credit_code + "," +
         contract_amount + ",3.85,2024-01-02,2025-01-02," + amount + ",专利,ZL1\n";
}

}  // namespace ippledge::client
