#include "client/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "ippledge/v1/programme_service.pb.h"
#include "tests/client/fake_connection.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CommandLineTest : public ::testing::Test {
 protected:
  RunResult Run(std::vector<std::string> words) { return RunProgram(std::move(words), server_); }

  FakeServer server_;
};

TEST_F(CommandLineTest, HelpGoesToStandardOutput) {
  const RunResult help = Run({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, HasSubstr("Cumulative figures"));
  EXPECT_EQ(help.err, "");
  EXPECT_THAT(Run({"totals", "--help"}).out, HasSubstr("--as-of"));
}

TEST_F(CommandLineTest, HelpIsChineseWhenAsked) {
  EXPECT_THAT(Run({"--help", "--lang", "zh"}).out, HasSubstr("累计数"));
  EXPECT_THAT(Run({"totals", "--help", "--lang", "zh"}).out, HasSubstr("截至该日"));
}

TEST_F(CommandLineTest, VersionIsSaid) {
  EXPECT_THAT(Run({"--version"}).out, HasSubstr("ippledge "));
}

TEST_F(CommandLineTest, NoCommandIsAUsageError) {
  const RunResult run = Run({});
  EXPECT_EQ(run.code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("error: the command line cannot be understood\nwhy:   "));
  EXPECT_THAT(run.err, HasSubstr("to do: see \"ippledge --help\"\n"));
}

TEST_F(CommandLineTest, UnknownCommandsAreGuessed) {
  const RunResult top = Run({"toatls"});
  EXPECT_EQ(top.code, 2);
  EXPECT_THAT(top.err, HasSubstr("there is no \"ippledge toatls\""));
  EXPECT_THAT(top.err, HasSubstr("did you mean \"ippledge totals\"?"));
  EXPECT_THAT(Run({"programme", "lst"}).err,
              HasSubstr("did you mean \"ippledge programme list\"?"));
  EXPECT_THAT(Run({"toatls", "--lang", "zh"}).err, HasSubstr("您是否要用“ippledge totals”？"));
  // What is like nothing is not guessed.
  EXPECT_THAT(Run({"xyzzyx"}).err, HasSubstr("to do: see \"ippledge --help\""));
}

TEST_F(CommandLineTest, BadValuesAreUsageErrorsBeforeAnyCall) {
  const std::vector<std::vector<std::string>> bad = {
      {"totals", "--as-of", "2025-02-30"},
      {"totals", "--by", "planet"},
      {"totals", "--measure", "disbursed,nothing"},
      {"totals", "--where", "unit"},
      {"totals", "--where", "planet=1"},
      {"totals", "--at", "0"},
      {"totals", "--at", "x"},
      {"totals", "-o", "xml"},
      {"totals", "--as", "king"},
      {"totals", "--as", "system"},
      {"totals", "--person", "张三"},
      {"totals", "--organisation", "a b"},
      {"totals", "--timeout", "0"},
      {"totals", "--unit", "pound"},
      {"totals", "--lang", "fr"},
      {"report", "publish", "--month", "2025-13"},
      {"report", "patents", "--min-amount", "many"},
      {"loan", "get", "only-a-bank"},
      {"loan", "class", "b", "c", "--date", "2024-01-01", "--class", "splendid"},
      {"loan", "release", "b", "c", "--date", "2024-01-01", "--kind", "ring", "--number", "1"},
      {"diff"},
      {"watch", "--count", "-1"},
  };
  for (const std::vector<std::string>& words : bad) {
    const RunResult run = Run(words);
    EXPECT_EQ(run.code, 2) << ::testing::PrintToString(words) << run.err;
    EXPECT_EQ(run.out, "") << ::testing::PrintToString(words);
    EXPECT_THAT(run.err, HasSubstr("to do: ")) << ::testing::PrintToString(words);
  }
  EXPECT_THAT(server_.asked(), ElementsAre());
}

TEST_F(CommandLineTest, GlobalOptionsMayFollowTheCommand) {
  Run({"programme", "list", "--server", "db:1", "--as", "auditor", "--organisation", "office",
       "--person", "p7", "--timeout", "2.5", "--lang", "zh"});
  EXPECT_EQ(server_.options.server, "db:1");
  EXPECT_EQ(server_.options.credentials.role, "auditor");
  EXPECT_EQ(server_.options.credentials.organisation, "office");
  EXPECT_EQ(server_.options.credentials.person, "p7");
  EXPECT_EQ(server_.options.timeout, absl::Milliseconds(2500));
  EXPECT_EQ(server_.options.accept_language, "zh-CN");
}

TEST_F(CommandLineTest, TheEnvironmentFillsInAndOptionsWin) {
  setenv("IPPLEDGE_SERVER", "env:1", 1);
  setenv("IPPLEDGE_ROLE", "reporter", 1);
  Run({"programme", "list"});
  EXPECT_EQ(server_.options.server, "env:1");
  EXPECT_EQ(server_.options.credentials.role, "reporter");
  Run({"programme", "list", "--as", "auditor"});
  EXPECT_EQ(server_.options.credentials.role, "auditor");
  unsetenv("IPPLEDGE_SERVER");
  unsetenv("IPPLEDGE_ROLE");
}

TEST_F(CommandLineTest, WithoutAProgrammeTheOnlyOneIsTaken) {
  v1::ListProgrammesResponse list;
  list.add_programmes()->set_programme("nm");
  server_.Always<v1::ListProgrammesRequest, v1::ListProgrammesResponse>(list);
  server_.Always<v1::ListBodiesRequest, v1::ListBodiesResponse>(v1::ListBodiesResponse());
  EXPECT_EQ(Run({"body", "list"}).code, 0);
  EXPECT_THAT(server_.asked(),
              ElementsAre("ListProgrammesRequest {  }", HasSubstr("programme: \"nm\"")));
}

TEST_F(CommandLineTest, OfSeveralProgrammesOneMustBeNamed) {
  v1::ListProgrammesResponse list;
  list.add_programmes()->set_programme("city");
  list.add_programmes()->set_programme("nm");
  server_.Always<v1::ListProgrammesRequest, v1::ListProgrammesResponse>(list);
  const RunResult run = Run({"body", "list"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("choose one with --programme: city, nm"));
}

TEST(LanguageTest, ComesFromTheEnvironment) {
  unsetenv("LC_ALL");
  unsetenv("LC_MESSAGES");
  setenv("LANG", "zh_CN.UTF-8", 1);
  EXPECT_EQ(LanguageOfEnvironment(), Language::kChinese);
  setenv("LC_ALL", "en_GB.UTF-8", 1);
  EXPECT_EQ(LanguageOfEnvironment(), Language::kEnglish);
  unsetenv("LC_ALL");
  setenv("LANG", "C", 1);
  EXPECT_EQ(LanguageOfEnvironment(), Language::kEnglish);
}

TEST(KeysTest, ReadBackInEitherSpelling) {
  EXPECT_EQ(MeasureOfKey("disbursed_ip_part"), Measure::kDisbursedIpPart);
  EXPECT_EQ(MeasureOfKey("Disbursed-IP-Part"), Measure::kDisbursedIpPart);
  EXPECT_EQ(MeasureOfKey("unspecified"), Measure::kUnspecified);
  EXPECT_EQ(DimensionOfKey("firm-size"), Dimension::kFirmSize);
  for (int i = 1; i < kMeasureCount; ++i) {
    EXPECT_EQ(MeasureOfKey(KeyOf(static_cast<Measure>(i))), static_cast<Measure>(i));
  }
  for (int i = 1; i < kDimensionCount; ++i) {
    EXPECT_EQ(DimensionOfKey(KeyOf(static_cast<Dimension>(i))), static_cast<Dimension>(i));
  }
}

}  // namespace
}  // namespace ippledge::client
