#include "storage/codec.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ippledge/stored/v1/entry.pb.h"
#include "ledger/cover_fields.h"
#include "ledger/decide.h"
#include "tests/storage/random_values.h"

namespace ippledge::storage {
namespace {

constexpr std::size_t kKinds = std::variant_size_v<Event>;

std::string Encoded(const Entry& entry) {
  std::string bytes;
  const std::size_t size = EntryEncoder().Encode(entry, bytes);
  EXPECT_EQ(size, bytes.size());
  return bytes;
}

// What an event says beyond its command, and the command.
std::string TextOf(const Event& event) {
  std::string text(KindOf(event));
  if (const auto* batch = std::get_if<BatchRecorded>(&event)) {
    absl::StrAppend(&text, " ", batch->first_entry, " ", batch->recorded_rows);
    for (const BatchRow& row : batch->rows) {
      absl::StrAppend(&text, " row ", row.row, " ", row.already_recorded_entry, " ",
                      row.violations_more);
      for (const Violation& violation : row.violations) {
        absl::StrAppend(&text, " ", EnglishText(violation), ChineseText(violation),
                        violation.field);
        for (const auto& [key, value] : violation.metadata) {
          absl::StrAppend(&text, " ", key, "=", value);
        }
      }
    }
    return text;
  }
  if (const auto* loan = std::get_if<LoanRecorded>(&event)) {
    for (const std::int32_t index : loan->rights_pledged_before) {
      absl::StrAppend(&text, " ", index);
    }
  }
  if (const auto* totals = std::get_if<TotalsRecorded>(&event)) {
    text += CanonicalControlTotals(totals->headline, totals->fund, totals->cover);
  }
  if (const auto after = FundAfter(event)) {
    absl::StrAppend(&text, after->cash_fen, " ", after->reserved_fen, " ", after->deposits_fen);
  }
  if (const auto* reversed = std::get_if<FundMovementReversed>(&event)) {
    absl::StrAppend(&text, " ", reversed->reverses_entry);
  }
  AppendCanonical(CommandOf(event), text);
  std::visit(
      [&]<typename E>(const E& e) {
        if constexpr (HasFields<E>) AppendWire(e, text);
      },
      event);
  return text;
}

void ExpectSame(const Entry& got, const Entry& want) {
  EXPECT_EQ(got.number, want.number);
  EXPECT_EQ(got.commit_time_ms, want.commit_time_ms);
  EXPECT_EQ(got.business_date, want.business_date);
  EXPECT_EQ(got.caller, want.caller);
  EXPECT_EQ(got.has_request_id, want.has_request_id);
  EXPECT_EQ(got.request_id, want.request_id);
  EXPECT_EQ(got.fingerprint, want.fingerprint);
  EXPECT_EQ(got.rules_version, want.rules_version);
  EXPECT_EQ(got.salt, want.salt);
  EXPECT_EQ(got.counted_total, want.counted_total);
  ASSERT_EQ(got.events.size(), want.events.size());
  for (std::size_t i = 0; i < got.events.size(); ++i) {
    EXPECT_EQ(TextOf(got.events[i]), TextOf(want.events[i]));
  }
}

TEST(Codec, RoundTripsEveryKind) {
  RandomValues random(20210630);
  EntryEncoder encoder;
  EntryDecoder decoder;
  Entry decoded;  // reused, as a replay does
  for (int i = 0; i < 200; ++i) {
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      const Entry entry = random.AnyEntryWith(kind);
      std::string bytes = "before";
      const std::size_t size = encoder.Encode(entry, bytes);
      ASSERT_EQ(bytes.substr(0, 6), "before");
      bytes.erase(0, 6);
      ASSERT_EQ(bytes.size(), size);
      ASSERT_TRUE(decoder.Decode(bytes, decoded).ok()) << decoder.Decode(bytes, decoded);
      ExpectSame(decoded, entry);
      ASSERT_EQ(Encoded(decoded), bytes);
    }
  }
}

// The encoder writes events by hand; the bytes are still those of the schema.
TEST(Codec, WritesWhatTheSchemaWrites) {
  RandomValues random(7);
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    const std::string bytes = Encoded(random.AnyEntryWith(kind));
    stored::v1::Entry message;
    ASSERT_TRUE(message.ParseFromString(bytes));
    EXPECT_EQ(message.SerializeAsString(), bytes);
  }
}

TEST(Codec, CutBytesNeverCrash) {
  const google::protobuf::LogSilencer silence;
  RandomValues random(11);
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    const std::string bytes = Encoded(random.AnyEntryWith(kind));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const absl::StatusOr<Entry> entry = DecodeEntry(bytes.substr(0, size));
      // Only the sum at the end may be missing: its absence is 0.
      if (entry.ok()) {
        EXPECT_EQ(entry->counted_total, 0);
      }
    }
  }
}

TEST(Codec, FlippedBitsNeverCrash) {
  const google::protobuf::LogSilencer silence;
  RandomValues random(13);
  int read = 0;
  for (int round = 0; round < 5; ++round) {
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      const std::string bytes = Encoded(random.AnyEntryWith(kind));
      for (int i = 0; i < 200; ++i) {
        std::string flipped = bytes;
        char& byte = flipped[random.Below(flipped.size())];
        byte = static_cast<char>(byte ^ (1 << random.Below(8)));
        const absl::StatusOr<Entry> entry = DecodeEntry(flipped);
        if (!entry.ok()) {
          EXPECT_TRUE(absl::IsDataLoss(entry.status()) ||
                      absl::IsFailedPrecondition(entry.status()));
          continue;
        }
        ++read;
        Encoded(*entry);
        EntryJson(flipped);
      }
    }
  }
  EXPECT_GT(read, 0);
}

// One stored entry of a draw, changed in one way.
struct Damage {
  const char* what;
  std::function<void(stored::v1::Entry&)> make;
  absl::StatusCode code = absl::StatusCode::kDataLoss;
};

stored::v1::LoanDrawn& DrawnIn(stored::v1::Entry& entry) {
  return *entry.mutable_events(0)->mutable_loan_drawn();
}

// Instead of the draw.
stored::v1::TotalsRecorded& TotalsIn(stored::v1::Entry& entry) {
  stored::v1::TotalsRecorded& totals = *entry.mutable_events(0)->mutable_totals_recorded();
  totals.mutable_headline();
  totals.set_state_hash(std::string(32, 'h'));
  return totals;
}

TEST(Codec, TellsWhatCannotBe) {
  const google::protobuf::LogSilencer silence;
  Entry entry;
  entry.number = 5;
  entry.commit_time_ms = 1;
  entry.business_date = Date::Of(2024, 6, 30);
  entry.caller = {"icbc", Role::kBankMaker, "p1", ""};
  entry.has_request_id = true;
  entry.events.push_back(LoanDrawn{
      {{"icbc", "c1"}, {"d1", Date::Of(2024, 6, 1), Date::Of(2025, 6, 1), Money::OfFen(1)}}});
  const std::string bytes = Encoded(entry);
  ASSERT_TRUE(DecodeEntry(bytes).ok());

  const Damage damages[] = {
      {"number", [](auto& e) { e.set_number(0); }},
      {"commit time", [](auto& e) { e.set_commit_time_ms(-1); }},
      {"day too early", [](auto& e) { e.set_business_date(-25568); }},
      {"day too late", [](auto& e) { e.set_business_date(84006); }},
      {"organisation", [](auto& e) { e.clear_organisation(); }},
      {"no role", [](auto& e) { e.set_role(0); }},
      {"unknown role", [](auto& e) { e.set_role(kRoleCount); }},
      {"short request id", [](auto& e) { e.set_request_id("123"); }},
      {"no fingerprint", [](auto& e) { e.clear_fingerprint(); }},
      {"fingerprint alone", [](auto& e) { e.clear_request_id(); }},
      {"rules version", [](auto& e) { e.set_rules_version(0); }},
      {"salt", [](auto& e) { e.set_salt(std::string(15, 'x')); }},
      {"no events", [](auto& e) { e.clear_events(); }},
      {"empty event", [](auto& e) { e.mutable_events(0)->Clear(); }},
      {"no draw", [](auto& e) { DrawnIn(e).clear_draw(); }},
      {"no bank", [](auto& e) { DrawnIn(e).clear_bank(); }},
      {"no contract number", [](auto& e) { DrawnIn(e).clear_contract_number(); }},
      {"date of draw", [](auto& e) { DrawnIn(e).mutable_draw()->set_maturity_date(1'000'000); }},
      {"amount", [](auto& e) { DrawnIn(e).mutable_draw()->set_principal_fen(Money::kFenMax + 1); }},
      {"kind of right",
       [](auto& e) {
         stored::v1::PledgeReleased& released = *e.mutable_events(0)->mutable_pledge_released();
         released.set_bank("b");
         released.set_contract_number("c");
         released.set_kind(kIpKindCount);
       }},
      {"hash",
       [](auto& e) {
         e.mutable_events(0)->mutable_totals_recorded()->mutable_headline();
         e.mutable_events(0)->mutable_totals_recorded()->set_state_hash("x");
       }},
      {"reason of a row",
       [](auto& e) {
         e.mutable_events(0)->mutable_batch_recorded()->add_rows()->add_violations()->set_reason(
             9999);
       }},
      {"index of a right",
       [](auto& e) {
         stored::v1::LoanRecorded& loan = *e.mutable_events(0)->mutable_loan_recorded();
         loan.set_bank("b");
         loan.set_contract_number("c");
         loan.mutable_draw();
         loan.add_rights_pledged_before(0);
       }},
      {"second id in a correction",
       [](auto& e) {
         stored::v1::LoanCorrected& corrected = *e.mutable_events(0)->mutable_loan_corrected();
         corrected.set_bank("b");
         corrected.set_contract_number("c");
         corrected.set_corrects_entry(1);
         corrected.mutable_extension()->set_bank("b");
       }},
      {"accounts of the fund",
       [](auto& e) {
         stored::v1::TotalsRecorded& totals = TotalsIn(e);
         totals.mutable_fund()->set_movements(1);
         for (int i = 0; i < 14; ++i) totals.mutable_fund()->add_net_fen(0);
       }},
      {"last account that is 0",
       [](auto& e) {
         stored::v1::TotalsRecorded& totals = TotalsIn(e);
         totals.mutable_fund()->set_movements(1);
         for (int i = 0; i < 16; ++i) totals.mutable_fund()->add_net_fen(0);
       }},
      {"more accounts",
       [](auto& e) {
         stored::v1::TotalsRecorded& totals = TotalsIn(e);
         totals.mutable_fund()->set_movements(1);
         for (int i = 0; i < 17; ++i) totals.mutable_fund()->add_net_fen(1);
       },
       absl::StatusCode::kFailedPrecondition},
      {"sums of cover", [](auto& e) { TotalsIn(e).mutable_cover()->add_sums(1); }},
      {"more states of cover",
       [](auto& e) {
         for (int i = 0; i <= kClaimStateCount; ++i) TotalsIn(e).mutable_cover()->add_claims(0);
       },
       absl::StatusCode::kFailedPrecondition},
      {"figures",
       [](auto& e) {
         stored::v1::ReportPublished& report = *e.mutable_events(0)->mutable_report_published();
         report.set_at(1);
         report.add_figures(1);
       }},
      {"newer rules", [](auto& e) { e.set_rules_version(kRulesVersion + 1); },
       absl::StatusCode::kFailedPrecondition},
      {"sender's signature", [](auto& e) { e.set_sender_signature("x"); },
       absl::StatusCode::kFailedPrecondition},
      {"unknown field",
       [](auto& e) { e.GetReflection()->MutableUnknownFields(&e)->AddVarint(99, 1); },
       absl::StatusCode::kFailedPrecondition},
      {"unknown field inside",
       [](auto& e) {
         auto& draw = *DrawnIn(e).mutable_draw();
         draw.GetReflection()->MutableUnknownFields(&draw)->AddVarint(99, 1);
       },
       absl::StatusCode::kFailedPrecondition},
      {"unknown kind",
       [](auto& e) {
         auto& event = *e.mutable_events(0);
         event.Clear();
         event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(99, "x");
       },
       absl::StatusCode::kFailedPrecondition},
      {"damage in a newer format",
       [](auto& e) {
         e.set_number(0);
         e.set_rules_version(kRulesVersion + 1);
       },
       absl::StatusCode::kFailedPrecondition},
  };
  for (const Damage& damage : damages) {
    stored::v1::Entry message;
    ASSERT_TRUE(message.ParseFromString(bytes));
    damage.make(message);
    EXPECT_EQ(DecodeEntry(message.SerializeAsString()).status().code(), damage.code) << damage.what;
  }
  EXPECT_TRUE(absl::IsDataLoss(DecodeEntry("").status()));
  EXPECT_TRUE(absl::IsDataLoss(DecodeEntry("no entry").status()));
}

TEST(Codec, ShowsJson) {
  const google::protobuf::LogSilencer silence;
  Entry entry;
  entry.number = 3;
  entry.rules_version = 1;
  entry.caller = {"system", Role::kSystem, "", ""};
  entry.events.push_back(DayTurned{{Date::OfDays(3)}});
  EXPECT_EQ(EntryJson(Encoded(entry)),
            R"({"number":"3","organisation":"system","role":9,"rules_version":1,)"
            R"("events":[{"day_turned":{"date":3}}],"salt":"AAAAAAAAAAAAAAAAAAAAAA=="})");
  EXPECT_EQ(EntryJson("no entry"), "");
}

// Entries are at most 64 KiB: the largest loan that the limits allow fits.
TEST(Codec, TheLargestLoanFits) {
  const auto text = [](int chars) {
    std::string characters;
    for (int i = 0; i < chars; ++i) characters += "质";
    return characters;
  };
  NewLoan loan = {.id = {std::string(32, 'b'), text(64)}, .branch_code = text(32)};
  loan.borrower = {text(200), text(64), text(32), FirmSize::kMicro, text(32)};
  for (int i = 0; i < 100; ++i) {
    loan.rights.push_back({IpKind::kPatent, text(64), GeographicalIndicationForm::kUnspecified,
                           Money::OfFen(100'000'000'000'000), text(64), Date::Of(2024, 1, 1)});
  }
  Entry entry;
  entry.events.push_back(LoanRecorded{{std::make_shared<NewLoan>(loan)}, {}});
  EXPECT_LT(Encoded(entry).size(), 65'535u);
}

}  // namespace
}  // namespace ippledge::storage
