// The commands programme, body and opening.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "ippledge/v1/programme_service.pb.h"
#include "ledger/refusal.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/parsed.h"

namespace ippledge::client {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

std::string FileWith(const std::string& name, const std::string& text) {
  const std::string path = ::testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

class ProgrammeCommandsTest : public ::testing::Test {
 protected:
  RunResult Run(std::vector<std::string> words) { return RunProgram(std::move(words), server_); }

  FakeServer server_;
};

TEST_F(ProgrammeCommandsTest, FoundTakesItsIdFromTheFile) {
  server_.Always<v1::FoundProgrammeRequest, v1::FoundProgrammeResponse>(
      Parsed<v1::FoundProgrammeResponse>(
          "recorded { outcome: OUTCOME_ALREADY_RECORDED entry: 1 }"));
  const std::string file = FileWith("found-nm.textproto", "title_zh: \"计划\" target: 5");
  const RunResult run = Run({"programme", "found", file});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("already recorded"));
  EXPECT_THAT(server_.asked(), Contains(HasSubstr("programme: \"found-nm\"")));
  Run({"programme", "found", file, "--id", "nm"});
  EXPECT_THAT(server_.asked(), Contains(HasSubstr("programme: \"nm\"")));
}

TEST_F(ProgrammeCommandsTest, MistakesInFilesAreTold) {
  const RunResult bad =
      Run({"programme", "found", FileWith("bad.textproto", "target: 5\ntargte: 6")});
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.err, HasSubstr("bad.textproto:2:"));
  EXPECT_THAT(bad.err, HasSubstr("targte"));
  const RunResult missing = Run({"programme", "found", "/nonexistent/x.textproto"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_THAT(missing.err, HasSubstr("cannot read /nonexistent/x.textproto"));
  EXPECT_EQ(server_.asked().size(), 0U);
}

TEST_F(ProgrammeCommandsTest, ShowListsUnitsAndMilestones) {
  server_.Always<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(
      Parsed<v1::GetProgrammeResponse>(R"(
        programme { programme: "nm" position: 1234 business_date: "2025-06-30" root: "\001"
          accepts_writes: true
          constitution { title_zh: "内蒙古" title_en: "Inner Mongolia" currency_code: "CNY"
            time_zone: "Asia/Shanghai" target: 1000000000000 counted_measure: MEASURE_DISBURSED
            milestones { milestone_date: "2021-12-31" target: 158000000000 }
            reporting_units { code: "150100" name_zh: "呼和浩特市" name_en: "Hohhot" }
            fund_fen: 20000000000 } })"));
  const RunResult run = Run({"programme", "show", "--programme", "nm", "--unit", "yi"});
  EXPECT_THAT(run.out, HasSubstr("target           100.00 yi yuan (disbursed)\n"));
  EXPECT_THAT(run.out, HasSubstr("milestone 2021-12-31  15.80\n"));
  EXPECT_THAT(run.out, HasSubstr("150100  呼和浩特市  Hohhot\n"));
  EXPECT_THAT(Run({"programme", "show", "--programme", "nm", "-o", "json"}).out,
              HasSubstr("\"target\": 1000000000000,"));
}

TEST_F(ProgrammeCommandsTest, BodiesAreRegisteredOneByOne) {
  server_.On<v1::RegisterBodyRequest, v1::RegisterBodyResponse>(
      [](const v1::RegisterBodyRequest& request) -> absl::StatusOr<v1::RegisterBodyResponse> {
        if (request.body().body_id() == "other") {
          const absl::Status refusal = Refuse(Reason::kBodyExists, "body", {{"first_entry", "4"}});
          return WithDetails(absl::Status(refusal.code(), refusal.message()),
                             wire::EncodeDetails(refusal, wire::Locale::kEnglish));
        }
        return Parsed<v1::RegisterBodyResponse>("recorded { outcome: OUTCOME_RECORDED entry: 7 }");
      });
  const std::string file = FileWith("bodies.textproto", R"(
    bodies { body_id: "icbc-nm" kind: BODY_KIND_PARTNER_BANK name_zh: "工行" }
    bodies { body_id: "other" kind: BODY_KIND_PARTNER_BANK name_zh: "别的" }
    bodies { body_id: "ccb-nm" kind: BODY_KIND_PARTNER_BANK name_zh: "建行" })");
  const RunResult run = Run({"body", "register", file, "--programme", "nm", "-o", "csv"});
  EXPECT_EQ(run.code, 5);
  EXPECT_EQ(run.out,
            "body_id,name,outcome,entry\nicbc-nm,工行,RECORDED,7\nccb-nm,建行,RECORDED,7\n");
  EXPECT_THAT(run.err, HasSubstr("other\nerror: not all bodies were registered\n"));
}

TEST_F(ProgrammeCommandsTest, OpeningFiguresAreAmountsOrCounts) {
  server_.Always<v1::RecordOpeningFigureRequest, v1::RecordOpeningFigureResponse>(
      Parsed<v1::RecordOpeningFigureResponse>("recorded { outcome: OUTCOME_RECORDED entry: 2 }"));
  const auto run = [&](const std::string& measure, const std::string& value) {
    return Run({"opening", "record", "before-2021", "--programme", "nm", "--measure", measure,
                "--value", value, "--through", "2020-12-31", "--source", "annual report"});
  };
  EXPECT_EQ(run("disbursed", "1.5亿元").code, 0);
  EXPECT_THAT(server_.asked(), Contains(HasSubstr("measure: MEASURE_DISBURSED value: 15000000000 "
                                                  "through_date: \"2020-12-31\"")));
  EXPECT_EQ(run("loans", "150").code, 0);
  EXPECT_THAT(server_.asked(), Contains(HasSubstr("measure: MEASURE_LOANS value: 150 ")));
  EXPECT_EQ(run("loans", "1.5").code, 2);
  EXPECT_EQ(run("loans,firms", "1").code, 2);
}

}  // namespace
}  // namespace ippledge::client
