// Plays every file of tests/scenarios/ with each executor; all must agree with the file, and with
// each other on every word.
#include "tests/testing/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/testing/engine_executor.h"
#include "tests/testing/memory_executor.h"
#include "tests/testing/server_executor.h"

namespace ippledge {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> ScenarioFiles() {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator("tests/scenarios")) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string TextOf(const std::string& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// A server may refuse a role before it looks into the books, and then names all that the method is
// open to, not only those that the loan's policy leaves.
std::vector<std::string> WithoutRolesAllowed(std::vector<std::string> transcript) {
  for (std::string& line : transcript) {
    const std::size_t from = line.find("ROLE_NOT_ALLOWED allowed=");
    const std::size_t to = line.find(" role=", from);
    if (from == std::string::npos || to == std::string::npos) continue;
    const std::size_t reason = from + absl::string_view("ROLE_NOT_ALLOWED").size();
    line.erase(reason, to - reason);
  }
  return transcript;
}

class Scenario : public testing::TestWithParam<std::string> {};

TEST_P(Scenario, EveryExecutorTellsTheSame) {
  const std::string text = TextOf(GetParam());
  MemoryExecutor memory;
  const ScenarioResult in_memory = PlayScenario(GetParam(), text, memory);
  for (const std::string& failure : in_memory.failures) ADD_FAILURE() << "memory: " << failure;
  EXPECT_FALSE(in_memory.transcript.empty());

  EngineExecutor engine;
  const ScenarioResult on_disk = PlayScenario(GetParam(), text, engine);
  for (const std::string& failure : on_disk.failures) ADD_FAILURE() << "engine: " << failure;
  EXPECT_EQ(in_memory.transcript, on_disk.transcript);

  ServerExecutor server;
  const ScenarioResult served = PlayScenario(GetParam(), text, server);
  for (const std::string& failure : served.failures) ADD_FAILURE() << "server: " << failure;
  EXPECT_EQ(WithoutRolesAllowed(in_memory.transcript), WithoutRolesAllowed(served.transcript));
}

INSTANTIATE_TEST_SUITE_P(Files, Scenario, testing::ValuesIn(ScenarioFiles()),
                         [](const testing::TestParamInfo<std::string>& file) {
                           const fs::path path(file.param);
                           std::string name =
                               path.parent_path().filename().string() + "_" + path.stem().string();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// Without restarts most of what is read comes from memory: one file is enough to see that this is
// no different either.
TEST(ScenarioPlay, NeedsNoRestarts) {
  const std::string file = "tests/scenarios/loans/corrections.scenario";
  EngineExecutor reopened;
  EngineExecutor kept({.reopen_each_step = false});
  const ScenarioResult played = PlayScenario(file, TextOf(file), kept);
  EXPECT_THAT(played.failures, testing::IsEmpty());
  EXPECT_EQ(played.transcript, PlayScenario(file, TextOf(file), reopened).transcript);
}

// A scenario that says something wrong fails, whatever it is wrong about.
TEST(ScenarioPlay, WrongExpectationsFail) {
  const std::string before =
      "programme inner-mongolia 2024-01-02\n"
      "banks qingcao\n"
      "day 2024-06-30\n"
      "do qingcao record-loan C1 contract 500.00 draw D1 400.00 2024-01-05..2025-01-05\n"
      "  right patent ZL202110000001.6 500.00 -> ok [A]\n"
      "batch qingcao\n"
      "  - record-draw C1 D2 1.00 2024-02-01..2025-02-01\n"
      "  - record-draw C1 D1 1.00 2024-02-01..2025-02-01\n";
  const std::string batch = "  -> ok [B] recorded 1\n     row 2 refused DRAW_EXISTS\n";
  const auto failures = [&](const std::string& after) {
    MemoryExecutor memory;
    return PlayScenario("x", before + after, memory).failures.size();
  };
  EXPECT_EQ(failures(batch), 0u);
  for (const std::string wrong :
       {"  -> ok\n", "  -> refused DRAW_EXISTS\n", "  -> ok recorded 2 row 2 refused DRAW_EXISTS\n",
        "  -> ok row 1 refused DRAW_EXISTS\n", "  -> ok row 2 refused LOAN_EXISTS\n",
        "  -> ok row 2 refused DRAW_EXISTS first_entry=[B]\n", "  -> ok row 2 already [A]\n",
        "  -> ok row 2 refused DRAW_EXISTS and LOAN_EXISTS\n", "\n"}) {
    EXPECT_EQ(failures(wrong), 1u) << wrong;
  }
  for (const std::string wrong :
       {"do qingcao record-draw C1 D9 99.01 2024-02-01..2025-02-01 -> ok\n",
        "do qingcao record-draw C1 D9 99.01 2024-02-01..2025-02-01 -> refused DRAW_EXISTS\n",
        "do qingcao record-draw C1 D9 99.01 2024-02-01..2025-02-01\n"
        "  -> refused CONTRACT_AMOUNT_EXCEEDED remaining=99.01\n",
        "do qingcao record-draw C1 D9 9.00 2024-02-01..2025-02-01 -> already [A]\n",
        "do qingcao record-draw C1 D9 9.00 2024-02-01..2025-02-01 -> ok [A]\n",
        "do qingcao record-draw C1 D9 9.00 2024-02-01..2025-02-01 -> ok outstanding 1.00\n",
        "do qingcao record-draw C1 D9 nine 2024-02-01..2025-02-01 -> ok\n",
        "do qingcao record-nothing C1 -> ok\n", "do qingcao record-draw C1 D9 -> ok\n",
        "show loan qingcao C1\n  state repaid\n", "show loan qingcao C9\n  state open\n",
        "show totals measures disbursed\n  total 1.00\n", "show totals measures disbursed\n",
        "show totals by nothing\n  total 1.00\n", "show loan qingcao C1\n", "think\n"}) {
    EXPECT_EQ(failures(batch + wrong), 1u) << wrong;
  }
}

TEST(ScenarioPlay, WrongExpectationsOfCoverFail) {
  const std::string before =
      "programme inner-mongolia 2024-01-02\n"
      "banks qingcao\n"
      "do finance-bureau+b-2 issue-policy scheme effective 2024-01-02 share fund 40% bank 60%\n"
      "  trigger class substandard -> ok [P]\n"
      "day 2024-06-03\n"
      "do qingcao record-loan C1 contract 500.00 draw D1 500.00 2024-01-05..2025-01-05\n"
      "  right patent ZL202110000001.6 500.00 -> ok\n"
      "do qingcao apply-for-cover C1 -> ok [A] state submitted covered 500.00 until 2024-06-10\n";
  const auto failures = [&](const std::string& after) {
    MemoryExecutor memory;
    return PlayScenario("x", before + after, memory).failures.size();
  };
  EXPECT_EQ(failures(""), 0u);
  EXPECT_EQ(failures("show work\n  2024-06-10 confirm-cover qingcao/C1\n"), 0u);
  for (const std::string wrong :
       {"do fund-manager decide-cover qingcao/C1 accept -> ok state submitted\n",
        "do fund-manager decide-cover qingcao/C1 accept -> ok covered 400.00\n",
        "do fund-manager decide-cover qingcao/C1 accept -> ok until 2024-06-10\n",
        "do fund-manager decide-cover qingcao/C1 maybe -> ok\n",
        "do fund-manager decide-cover qingcao/C1 accept now -> ok\n",
        "do qingcao apply-for-cover C1 with tags -> already [A]\n",
        "do qingcao report-risk C1 default -> ok\n", "do qingcao-checker file-claim C1 K1 -> ok\n",
        "do finance-bureau+b-2 issue-policy scheme free of charge -> ok\n",
        "show cover qingcao C1\n  state enrolled\n", "show cover qingcao C1\n",
        "show cover qingcao\n  state submitted\n", "show claim qingcao C1 K1\n  state filed\n",
        "show work\n  nothing\n", "show work overdue\n  2024-06-10 confirm-cover qingcao/C1\n",
        "show terms\n  policy [A] scheme version 1 from 2024-01-02 in-force\n",
        "show exposure\n  covers enrolled 1\n"}) {
    EXPECT_EQ(failures(wrong), 1u) << wrong;
  }
}

TEST(ScenarioPlay, WrongExpectationsOfReconciliationFail) {
  const std::string before =
      "programme inner-mongolia 2024-01-02\n"
      "do finance-bureau+b-2 register-account special from 2024-06-01 -> ok\n"
      "day 2024-07-01\n"
      "do finance-bureau record-movement PZ-1 interest-in 5.00 on 2024-06-05 -> ok [A]\n"
      "import finance-bureau S1 of special 2024-06-01..2024-06-30 from 0.00 to 5.00\n"
      "  line 2024-06-05 5.00 text \"PZ-1\" -> ok [S] lines 1 net 5.00\n";
  const auto failures = [&](const std::string& after) {
    MemoryExecutor memory;
    return PlayScenario("x", before + after, memory).failures.size();
  };
  const std::string sheet =
      "show sheet special 2024-06\n"
      "  books 5.00 bank 5.00 through 2024-06-30\n"
      "  bank-in [S]/0 2024-06-05 5.00 age 25\n"
      "  book-in [A] 2024-06-05 5.00 PZ-1 age 25\n"
      "  sums bank-in 5.00 bank-out 0.00 book-in 5.00 book-out 0.00\n"
      "  adjusted books 10.00 bank 10.00 difference 0.00\n";
  EXPECT_EQ(failures(sheet + "  open reconciled\n"), 0u);
  EXPECT_EQ(failures("do finance-bureau run-matching special -> ok matches 1\n"), 0u);
  for (const std::string& wrong : std::vector<std::string>{
           sheet, sheet + "  open not-reconciled\n",
           "show sheet special 2024-05\n  open reconciled\n",
           "show sheet other 2024-06\n  open reconciled\n",
           "show sheet special June\n  open reconciled\n",
           "show items special\n  line [S]/0 2024-06-05 5.00 age 26\n",
           "show matches special\n  1 by-hand lines [S]/0 movements [A] 5.00\n",
           "show months special\n  2024-06\n", "show statements special\n  nothing\n",
           "show accounts\n  special\n", "do finance-bureau run-matching special -> ok matches 2\n",
           "do finance-bureau run-matching special -> refused NOTHING_TO_MATCH\n",
           "do finance-bureau record-match special lines [S]/1 because \"x\"\n"
           "  -> refused LINE_UNKNOWN line=0\n",
           "do finance-bureau record-match special lines [T]/0 because \"x\" -> ok\n",
           "do finance-bureau close-month special 2024-06 -> ok items 1\n",
           "import finance-bureau S1 of special 2024-06-01..2024-06-30 from 0.00 to 5.00\n"
           "  line 2024-06-05 5.00 text \"PZ-1\" -> ok\n",
           "import finance-bureau S2 of special 2024-06-01..2024-06-30 from 0.00 to 0.00 -> ok\n",
           "import finance-bureau S2 of special 2024-06-01 from 0.00 to 0.00 -> ok\n"}) {
    EXPECT_EQ(failures(wrong), 1u) << wrong;
  }
}

}  // namespace
}  // namespace ippledge
