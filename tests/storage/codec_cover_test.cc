#include "storage/codec_cover.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "ippledge/stored/v1/row.pb.h"
#include "storage/codec.h"
#include "storage/codec_events.h"
#include "tests/storage/random_values.h"

namespace ippledge::storage {
namespace {

template <typename E>
std::size_t PlaceOf() {
  return Event(E()).index();
}

std::string Encoded(const Entry& entry) {
  std::string bytes;
  EntryEncoder().Encode(entry, bytes);
  return bytes;
}

Entry EntryWith(std::size_t place, RandomValues& random) {
  Entry entry = random.AnyEntryWith(place);
  entry.events.resize(1);
  return entry;
}

// One stored event, changed in one way.
struct Damage {
  const char* what;
  std::size_t place;
  std::function<void(stored::v1::Event&)> make;
  absl::StatusCode code = absl::StatusCode::kDataLoss;
};

TEST(CodecCover, TellsWhatCannotBe) {
  const google::protobuf::LogSilencer silence;
  const Damage damages[] = {
      {"no command", PlaceOf<PolicyIssued>(),
       [](auto& e) { e.mutable_policy_issued()->clear_what(); }},
      {"no policy", PlaceOf<PolicyIssued>(),
       [](auto& e) { e.mutable_policy_issued()->mutable_what()->clear_policy(); }},
      {"terms of a policy", PlaceOf<PolicyIssued>(),
       [](auto& e) {
         e.mutable_policy_issued()->mutable_what()->mutable_policy()->clear_life_cycle();
       }},
      {"word of a policy", PlaceOf<PolicyIssued>(),
       [](auto& e) {
         e.mutable_policy_issued()->mutable_what()->mutable_policy()->mutable_loss()->set_base(99);
       }},
      {"no table", PlaceOf<CalendarEntered>(),
       [](auto& e) { e.mutable_calendar_entered()->mutable_what()->clear_year(); }},
      {"day of a table", PlaceOf<CalendarEntered>(),
       [](auto& e) {
         e.mutable_calendar_entered()->mutable_what()->mutable_year()->add_holidays(1'000'000);
       }},
      {"no loan", PlaceOf<CoverDecided>(),
       [](auto& e) { e.mutable_cover_decided()->mutable_what()->clear_loan(); }},
      {"no bank", PlaceOf<CoverDecided>(),
       [](auto& e) { e.mutable_cover_decided()->mutable_what()->mutable_loan()->clear_bank(); }},
      {"no contract number", PlaceOf<ClaimFiled>(),
       [](auto& e) {
         e.mutable_claim_filed()->mutable_what()->mutable_loan()->clear_contract_number();
       }},
      {"no judgement", PlaceOf<CoverApplied>(),
       [](auto& e) { e.mutable_cover_applied()->clear_judgement(); }},
      {"judgement of nothing", PlaceOf<CoverApplied>(),
       [](auto& e) {
         e.mutable_cover_applied()->mutable_judgement()->mutable_facts()->clear_steps();
       }},
      {"judgement of no step", PlaceOf<CoverApplied>(),
       [](auto& e) {
         auto& facts = *e.mutable_cover_applied()->mutable_judgement()->mutable_facts();
         facts.mutable_steps(0)->Clear();
       }},
      {"judgement of two", PlaceOf<DeadlinePassed>(),
       [](auto& e) {
         auto& judgement = *e.mutable_deadline_passed()->mutable_judgement();
         judgement.mutable_verdict();
         auto& facts = *judgement.mutable_facts();
         facts.mutable_portfolio();
         while (facts.steps_size() < 2) facts.add_steps()->mutable_clawback();
       }},
      {"state", PlaceOf<CoverDecided>(),
       [](auto& e) { e.mutable_cover_decided()->set_state(kCoverStateCount); }},
      {"no decision", PlaceOf<CoverDecided>(),
       [](auto& e) { e.mutable_cover_decided()->mutable_what()->set_decision(0); }},
      {"no step", PlaceOf<DeadlinePassed>(),
       [](auto& e) { e.mutable_deadline_passed()->mutable_what()->set_step(0); }},
      {"no closing", PlaceOf<RecoveryClosed>(),
       [](auto& e) { e.mutable_recovery_closed()->mutable_what()->set_closing(0); }},
      {"no kind of risk", PlaceOf<RiskReported>(),
       [](auto& e) { e.mutable_risk_reported()->mutable_what()->mutable_report()->set_kind(0); }},
      {"no source", PlaceOf<RecoveryRecorded>(),
       [](auto& e) {
         e.mutable_recovery_recorded()->mutable_what()->mutable_recovery()->set_source(0);
       }},
      {"what the fund has", PlaceOf<PaymentConfirmed>(),
       [](auto& e) { e.mutable_payment_confirmed()->clear_after(); }},
      {"amount", PlaceOf<PaymentConfirmed>(),
       [](auto& e) { e.mutable_payment_confirmed()->set_amount_fen(Money::kFenMax + 1); }},
      {"hash", PlaceOf<ClaimFiled>(),
       [](auto& e) {
         auto& filing = *e.mutable_claim_filed()->mutable_what()->mutable_filing();
         filing.add_documents()->set_sha256("x");
       }},
      {"loan of an order", PlaceOf<PaymentsOrdered>(),
       [](auto& e) {
         auto& order = *e.mutable_payments_ordered()->add_orders();
         order.mutable_loan();
         order.mutable_order();
         order.mutable_due();
       }},
      {"unknown field", PlaceOf<RecoveryClosed>(),
       [](auto& e) {
         auto& closed = *e.mutable_recovery_closed();
         closed.GetReflection()->MutableUnknownFields(&closed)->AddVarint(99, 1);
       },
       absl::StatusCode::kFailedPrecondition},
      {"unknown field inside", PlaceOf<ClawbackReceived>(),
       [](auto& e) {
         auto& loan = *e.mutable_clawback_received()->mutable_what()->mutable_loan();
         loan.GetReflection()->MutableUnknownFields(&loan)->AddLengthDelimited(3, "x");
       },
       absl::StatusCode::kFailedPrecondition},
  };
  RandomValues random(3);
  for (const Damage& damage : damages) {
    const std::string bytes = Encoded(EntryWith(damage.place, random));
    ASSERT_TRUE(DecodeEntry(bytes).ok()) << damage.what;
    stored::v1::Entry message;
    ASSERT_TRUE(message.ParseFromString(bytes));
    damage.make(*message.mutable_events(0));
    EXPECT_EQ(DecodeEntry(message.SerializeAsString()).status().code(), damage.code) << damage.what;
  }
}

// Written without a message, byte for byte as the message serialises: entries are hashed.
TEST(CodecCover, EntriesAreWhatTheirMessagesSerialiseTo) {
  RandomValues random(9);
  for (std::size_t place = PlaceOf<PolicyIssued>(); place < std::variant_size_v<Event>; ++place) {
    for (int i = 0; i < 20; ++i) {
      const std::string bytes = Encoded(EntryWith(place, random));
      stored::v1::Entry message;
      ASSERT_TRUE(message.ParseFromString(bytes)) << place;
      message.DiscardUnknownFields();
      EXPECT_EQ(message.SerializeAsString(), bytes) << place;
    }
  }
}

TEST(CodecCoverDeathTest, TextsThatAreNotUtf8AreNeverWritten) {
  RandomValues random(10);
  Entry entry = EntryWith(PlaceOf<ClaimFiled>(), random);
  std::get<ClaimFiled>(entry.events[0]).what.filing.claim_number = "\xFF";
  EXPECT_DEATH(Encoded(entry), "broken promise");
}

TEST(StoredBytesBound, HoldsForEveryKind) {
  RandomValues random(5);
  for (std::size_t place = 0; place < std::variant_size_v<Event>; ++place) {
    for (int i = 0; i < 20; ++i) {
      Entry entry = EntryWith(place, random);
      entry.caller.organisation = std::string(32, 'o');
      entry.caller.person.clear();
      for (int k = 0; k < 64; ++k) entry.caller.person += "𠀀";
      entry.caller.second_person = entry.caller.person;
      const std::size_t bound = StoredBytesBound(entry.events[0]);
      if (place < PlaceOf<PolicyIssued>()) {
        EXPECT_EQ(bound, 0u);
      } else {
        EXPECT_LE(Encoded(entry).size(), bound);
      }
    }
  }
}

// Field numbers of a list, with the numbers of its alternatives.
struct NumbersOf {
  template <typename T>
  void operator()(int number, T&) {
    numbers.push_back(number);
  }
  template <typename... Alternatives>
  void OneOf(int first, std::variant<Alternatives...>&) {
    for (std::size_t i = 0; i < sizeof...(Alternatives); ++i) {
      numbers.push_back(first + static_cast<int>(i));
    }
  }
  std::vector<int> numbers;
};

template <typename T>
void ExpectSchema(const google::protobuf::Descriptor* schema) {
  T value{};
  NumbersOf list;
  VisitFields(list, value);
  std::vector<int> numbers;
  for (int i = 0; i < schema->field_count(); ++i) numbers.push_back(schema->field(i)->number());
  EXPECT_EQ(numbers, list.numbers) << schema->name();
}

// Round trips show the types; here, that the schema has no field that no list has.
TEST(CodecCover, SchemaAndListsHaveTheSameFields) {
  ExpectSchema<Policy>(stored::v1::Policy::descriptor());
  ExpectSchema<EligibilityTerms>(stored::v1::EligibilityTerms::descriptor());
  ExpectSchema<LossTerms>(stored::v1::LossTerms::descriptor());
  ExpectSchema<ShareMode>(stored::v1::ShareMode::descriptor());
  ExpectSchema<CapTerms>(stored::v1::CapTerms::descriptor());
  ExpectSchema<ClaimTerms>(stored::v1::ClaimTerms::descriptor());
  ExpectSchema<LifeCycleTerms>(stored::v1::LifeCycleTerms::descriptor());
  ExpectSchema<PortfolioFacts>(stored::v1::PortfolioFacts::descriptor());
  ExpectSchema<EnrolmentFacts>(stored::v1::EnrolmentFacts::descriptor());
  ExpectSchema<ClaimFacts>(stored::v1::ClaimFacts::descriptor());
  ExpectSchema<RecoveryFacts>(stored::v1::RecoveryFacts::descriptor());
  ExpectSchema<ClawbackFacts>(stored::v1::ClawbackFacts::descriptor());
  ExpectSchema<FactStep>(stored::v1::FactStep::descriptor());
  ExpectSchema<StepVerdict>(stored::v1::StepVerdict::descriptor());
  ExpectSchema<TraceLine>(stored::v1::TraceLine::descriptor());
  ExpectSchema<PartAmount>(stored::v1::PartAmount::descriptor());
  ExpectSchema<Judgement>(stored::v1::Judgement::descriptor());
  ExpectSchema<CoverApplication>(stored::v1::CoverApplication::descriptor());
  ExpectSchema<ClaimFiling>(stored::v1::ClaimFiling::descriptor());
  ExpectSchema<Claim>(stored::v1::Claim::descriptor());
  ExpectSchema<Recovery>(stored::v1::Recovery::descriptor());
  ExpectSchema<Clawback>(stored::v1::Clawback::descriptor());
  ExpectSchema<Cover>(stored::v1::Cover::descriptor());
  ExpectSchema<OrderedPayment>(stored::v1::OrderedPayment::descriptor());
  RandomValues random(7);
  for (std::size_t place = PlaceOf<PolicyIssued>(); place < std::variant_size_v<Event>; ++place) {
    const Event event = random.AnyEvent(place);
    std::visit(
        [&]<typename E>(const E&) {
          if constexpr (EventOfFields<E>) {
            const auto* schema =
                stored::v1::Event::descriptor()->FindFieldByNumber(kEventKindNumbers[place]);
            ASSERT_NE(schema, nullptr);
            EXPECT_EQ(schema->number(), static_cast<int>(42 + place - PlaceOf<PolicyIssued>()));
            ExpectSchema<E>(schema->message_type());
          } else {
            ADD_FAILURE() << KindOf(event) << " has no list of fields";
          }
        },
        event);
  }
}

}  // namespace
}  // namespace ippledge::storage
