#include "storage/rows.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>

#include "ippledge/stored/v1/row.pb.h"
#include "ledger/cover_fields.h"
#include "tests/storage/random_values.h"

namespace ippledge::storage {
namespace {

void ExpectSame(const Programme& got, const Programme& want) {
  EXPECT_EQ(got.id, want.id);
  EXPECT_EQ(got.constitution, want.constitution);
  EXPECT_EQ(got.today, want.today);
  EXPECT_EQ(got.headline, want.headline);
  EXPECT_EQ(got.last_entry, want.last_entry);
  EXPECT_EQ(got.units, want.units);
  ASSERT_EQ(got.bodies.size(), want.bodies.size());
  for (std::size_t i = 0; i < got.bodies.size(); ++i) {
    EXPECT_EQ(got.bodies[i].body, want.bodies[i].body);
    EXPECT_EQ(got.bodies[i].first_entry, want.bodies[i].first_entry);
    EXPECT_EQ(got.bodies[i].last_entry, want.bodies[i].last_entry);
    EXPECT_EQ(got.bodies[i].recorded_as, want.bodies[i].recorded_as);
    EXPECT_EQ(got.body_numbers.Find(want.bodies[i].body.body_id), i);
  }
  for (std::size_t i = 0; i < got.units.size(); ++i) {
    EXPECT_EQ(got.unit_numbers.Find(want.units[i].code), i);
  }
  ASSERT_EQ(got.industries.size(), want.industries.size());
  for (std::uint32_t i = 0; i < got.industries.size(); ++i) {
    EXPECT_EQ(got.industries.text(i), want.industries.text(i));
  }
  ASSERT_EQ(got.openings.size(), want.openings.size());
  for (std::size_t i = 0; i < got.openings.size(); ++i) {
    EXPECT_EQ(got.openings[i].figure, want.openings[i].figure);
    EXPECT_EQ(got.openings[i].entry, want.openings[i].entry);
  }
  ASSERT_EQ(got.reports.size(), want.reports.size());
  for (std::size_t i = 0; i < got.reports.size(); ++i) {
    EXPECT_EQ(got.reports[i].month, want.reports[i].month);
    EXPECT_EQ(got.reports[i].entry, want.reports[i].entry);
    EXPECT_EQ(got.reports[i].at, want.reports[i].at);
    EXPECT_EQ(got.reports[i].commit_time_ms, want.reports[i].commit_time_ms);
    EXPECT_EQ(got.reports[i].figures, want.reports[i].figures);
  }
  ASSERT_EQ(got.policies.size(), want.policies.size());
  for (std::size_t i = 0; i < got.policies.size(); ++i) {
    EXPECT_EQ(WireOf(*got.policies[i].policy), WireOf(*want.policies[i].policy));
    EXPECT_EQ(got.policies[i].entry, want.policies[i].entry);
  }
  EXPECT_EQ(got.calendar, want.calendar);
  ASSERT_EQ(got.lending_rates.size(), want.lending_rates.size());
  for (std::size_t i = 0; i < got.lending_rates.size(); ++i) {
    EXPECT_EQ(got.lending_rates[i].rate, want.lending_rates[i].rate);
    EXPECT_EQ(got.lending_rates[i].entry, want.lending_rates[i].entry);
  }
  ASSERT_EQ(got.figures.size(), want.figures.size());
  for (std::size_t i = 0; i < got.figures.size(); ++i) {
    EXPECT_EQ(got.figures[i].figure, want.figures[i].figure);
    EXPECT_EQ(got.figures[i].entry, want.figures[i].entry);
  }
  EXPECT_EQ(got.cover, want.cover);
}

// Changes `bytes` in many ways; `decode` must answer DATA_LOSS or a value each time.
template <typename Decode>
void ExpectNoCrash(const std::string& bytes, RandomValues& random, Decode decode) {
  const google::protobuf::LogSilencer silence;
  const auto expect = [&](const std::string& changed) {
    const absl::Status status = decode(changed);
    EXPECT_TRUE(status.ok() || absl::IsDataLoss(status)) << status;
  };
  for (std::size_t size = 0; size < bytes.size(); ++size) expect(bytes.substr(0, size));
  for (int i = 0; i < 500 && !bytes.empty(); ++i) {
    std::string changed = bytes;
    char& byte = changed[random.Below(changed.size())];
    byte = static_cast<char>(byte ^ (1 << random.Below(8)));
    expect(changed);
  }
}

TEST(LoanRow, RoundTrips) {
  RandomValues random(1);
  LoanRowCodec codec;
  for (int i = 0; i < 1000; ++i) {
    const Loan loan = random.AnyLoan();
    std::string bytes;
    codec.Encode(loan, bytes);
    const absl::StatusOr<LoanRef> decoded = codec.Decode(bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_TRUE(SameLoan(**decoded, loan));
    ASSERT_EQ((*decoded)->cover == nullptr, loan.cover == nullptr);
    if (loan.cover != nullptr) {
      EXPECT_EQ(*(*decoded)->cover, *loan.cover);
    }
    EXPECT_EQ(EncodeLoanRow(**decoded), bytes);
  }
}

// Most of it is written without a message, byte for byte as the message serialises.
TEST(LoanRow, IsWhatItsMessageSerialisesTo) {
  RandomValues random(4);
  for (int i = 0; i < 1000; ++i) {
    const std::string bytes = EncodeLoanRow(random.AnyLoan());
    stored::v1::LoanRow message;
    ASSERT_TRUE(message.ParseFromString(bytes.substr(1)));
    message.DiscardUnknownFields();
    EXPECT_EQ(message.SerializeAsString(), bytes.substr(1));
  }
}

TEST(LoanRow, CoverIsItsLastFieldAndUtf8) {
  Loan loan = RandomValues(5).AnyLoan();
  auto cover = std::make_shared<Cover>();
  cover->mode = "bank";
  loan.cover = cover;
  const std::string bytes = EncodeLoanRow(loan);
  std::string other = bytes;
  other.replace(other.rfind("bank"), 1, "\xFF");
  EXPECT_TRUE(absl::IsDataLoss(DecodeLoanRow(other).status()));
  // A field behind it, of those that come before it.
  EXPECT_TRUE(absl::IsDataLoss(DecodeLoanRow(bytes + "\x20\x01").status()));
  EXPECT_TRUE(absl::IsDataLoss(DecodeLoanRow(bytes.substr(0, bytes.size() - 1)).status()));
}

TEST(LoanRow, DamageNeverCrashes) {
  RandomValues random(2);
  for (int i = 0; i < 30; ++i) {
    ExpectNoCrash(EncodeLoanRow(random.AnyLoan()), random,
                  [](const std::string& bytes) { return DecodeLoanRow(bytes).status(); });
  }
}

TEST(LoanRow, RefusesAnotherVersion) {
  std::string bytes = EncodeLoanRow(RandomValues(3).AnyLoan());
  ASSERT_EQ(static_cast<std::uint8_t>(bytes[0]), kRowVersion);
  bytes[0] = static_cast<char>(kRowVersion + 1);
  EXPECT_TRUE(absl::IsDataLoss(DecodeLoanRow(bytes).status()));
  EXPECT_TRUE(absl::IsDataLoss(DecodeLoanRow("").status()));
}

TEST(Pledges, Examples) {
  EXPECT_EQ(EncodePledges(0), "");
  EXPECT_EQ(EncodePledges(1), "\x01");
  for (const std::int64_t pledges :
       {std::int64_t{1}, std::int64_t{200}, std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(DecodePledges(EncodePledges(pledges)).value(), pledges);
  }
}

TEST(Pledges, RefuseWhatCannotBe) {
  for (const absl::string_view bytes :
       {absl::string_view(""), absl::string_view("\0", 1), absl::string_view("\x80"),
        absl::string_view("\x02\x02"),
        absl::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        absl::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")}) {
    EXPECT_TRUE(absl::IsDataLoss(DecodePledges(bytes).status()));
  }
}

TEST(ProgrammeRow, RoundTrips) {
  RandomValues random(5);
  for (int i = 0; i < 300; ++i) {
    const Programme programme = random.AnyProgramme();
    const std::string bytes = EncodeProgrammeRow(programme);
    const absl::StatusOr<Programme> decoded = DecodeProgrammeRow(bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    ExpectSame(*decoded, programme);
    EXPECT_EQ(EncodeProgrammeRow(*decoded), bytes);
  }
}

TEST(ProgrammeRow, DamageNeverCrashes) {
  RandomValues random(6);
  for (int i = 0; i < 20; ++i) {
    ExpectNoCrash(EncodeProgrammeRow(random.AnyProgramme()), random,
                  [](const std::string& bytes) { return DecodeProgrammeRow(bytes).status(); });
  }
}

TEST(ProgrammeRow, RefusesTwoOfOneName) {
  RandomValues random(7);
  Programme programme = random.AnyProgramme();
  programme.units = {{"150100", "", "", ""}, {"150100", "", "", ""}};
  EXPECT_TRUE(absl::IsDataLoss(DecodeProgrammeRow(EncodeProgrammeRow(programme)).status()));
}

}  // namespace
}  // namespace ippledge::storage
