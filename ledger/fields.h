// ledger/fields.h: structs as lists of numbered fields, and the bytes that follow from a list.
//
// A list is an overload of VisitFields(visitor, struct) that calls visitor(number, member) in
// rising order, and visitor.OneOf(first, variant) for a variant, whose alternatives have the
// numbers from `first` on. Lists: policy_fields.h, claim_fields.h, cover_fields.h.
//
// The bytes are Protocol Buffers' wire format, fields in rising order; equal values give equal
// bytes and different ones different bytes, on every machine for ever:
//   bool, integer, enum        varint as int64; none for 0
//   Date                       varint, zigzag of days since 1970-01-01 (sint32); none for day 0
//   Money                      varint of fen as int64; none for 0
//   std::string                its bytes; none when empty
//   std::array of N bytes      N bytes; none when all are 0
//   std::optional<T>           T, also when it is zero or empty; none when not set
//   std::shared_ptr<const T>   T; none when null
//   std::vector of numbers     one packed field; none when empty
//   std::vector of others      a field each
//   struct                     its fields, with their length before them; always
//   pair of strings            a struct of 1 and 2
//   variant                    the field of its alternative
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/caller.h"
#include "ledger/date.h"
#include "ledger/life_cycle.h"
#include "ledger/money.h"
#include "ledger/policy_terms.h"
#include "ledger/verdict.h"
#include "ledger/vocabulary.h"
#include "ledger/wire_bytes.h"

namespace ippledge {

// One more than the largest number of an enum.
template <typename Term>
int EnumCount(Term term) {
  return static_cast<int>(NamesOf(term).size());
}
inline int EnumCount(CoverState) { return kCoverStateCount; }
inline int EnumCount(ClaimState) { return kClaimStateCount; }
inline int EnumCount(RecoveryState) { return kRecoveryStateCount; }
inline int EnumCount(WorkStep) { return kWorkStepCount; }
inline int EnumCount(StepDecision) { return kStepDecisionCount; }
inline int EnumCount(OnSilence) { return kOnSilenceCount; }
inline int EnumCount(DecisionReason) { return kDecisionReasonCount; }
inline int EnumCount(RiskKind) { return kRiskKindCount; }
inline int EnumCount(RecoverySource) { return kRecoverySourceCount; }
inline int EnumCount(RecoveryClosing) { return kRecoveryClosingCount; }
inline int EnumCount(FigureKind) { return kFigureKindCount; }
inline int EnumCount(Outcome) { return kOutcomeCount; }
inline int EnumCount(IpKind) { return kIpKindCount; }
inline int EnumCount(FirmSize) { return kFirmSizeCount; }
inline int EnumCount(LoanClass) { return kLoanClassCount; }
inline int EnumCount(Role) { return kRoleCount; }

template <class V>
void VisitFields(V& v, std::pair<std::string, std::string>& x) {
  v(1, x.first);
  v(2, x.second);
}

// What one varint can say.
template <typename T>
inline constexpr bool kIsFieldNumber = std::is_integral_v<T> || std::is_enum_v<T> ||
                                       std::is_same_v<T, Date> || std::is_same_v<T, Money>;
template <typename T>
inline constexpr bool kIsFieldBytes = false;
template <std::size_t N>
inline constexpr bool kIsFieldBytes<std::array<std::uint8_t, N>> = true;
template <typename T>
inline constexpr bool kIsFieldOptional = false;
template <typename T>
inline constexpr bool kIsFieldOptional<std::optional<T>> = true;
template <typename T>
inline constexpr bool kIsFieldShared = false;
template <typename T>
inline constexpr bool kIsFieldShared<std::shared_ptr<const T>> = true;
template <typename T>
inline constexpr bool kIsFieldList = false;
template <typename T>
inline constexpr bool kIsFieldList<std::vector<T>> = true;

// What the varint of a number says.
template <typename T>
std::uint64_t WireCodeOf(T value) {
  if constexpr (std::is_same_v<T, Date>) {
    const auto days = static_cast<std::uint32_t>(value.days());
    return days << 1 ^ (value.days() < 0 ? ~std::uint32_t{0} : 0);
  } else if constexpr (std::is_same_v<T, Money>) {
    return static_cast<std::uint64_t>(value.fen());
  } else {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
  }
}

// Writes what it visits.
class WireWriter {
 public:
  explicit WireWriter(std::string& out) : out_(out) {}

  template <typename T>
  void operator()(int number, const T& member) {
    if constexpr (kIsFieldNumber<T>) {
      if (WireCodeOf(member) != 0) Put(number, member);
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (!member.empty()) Put(number, member);
    } else if constexpr (kIsFieldBytes<T>) {
      if (member != T{}) {
        out_.Part(number, {reinterpret_cast<const char*>(member.data()), member.size()});
      }
    } else if constexpr (kIsFieldOptional<T> || kIsFieldShared<T>) {
      if (member) Put(number, *member);
    } else if constexpr (kIsFieldList<T>) {
      PutList(number, member);
    } else {
      Put(number, member);
    }
  }

  template <typename... Alternatives>
  void OneOf(int first, const std::variant<Alternatives...>& choice) {
    std::visit([&](const auto& value) { Put(first + static_cast<int>(choice.index()), value); },
               choice);
  }

 private:
  // Also what is zero or empty.
  template <typename T>
  void Put(int number, const T& value) {
    if constexpr (kIsFieldNumber<T>) {
      out_.Number(number, WireCodeOf(value));
    } else if constexpr (std::is_same_v<T, std::string>) {
      out_.Part(number, value);
    } else {
      const std::size_t begin = out_.Begin(number);
      // Lists serve reading as well; a writer changes nothing.
      VisitFields(*this, const_cast<T&>(value));
      out_.End(begin);
    }
  }
  template <typename T>
  void PutList(int number, const std::vector<T>& list) {
    if constexpr (kIsFieldNumber<T>) {
      if (list.empty()) return;
      const std::size_t begin = out_.Begin(number);
      for (const T& item : list) out_.Varint(WireCodeOf(item));
      out_.End(begin);
    } else {
      for (const T& item : list) Put(number, item);
    }
  }

  WireBytes out_;
};

// What was found wrong while bytes were read: the first finding, but a newer format wins over
// damage: it explains it.
class WireDoubt {
 public:
  // `what` must live for ever (a literal).
  void Lose(absl::string_view what) {
    if (lost_.empty()) lost_ = what;
  }
  void Newer() { newer_ = true; }
  // OK, FAILED_PRECONDITION or DATA_LOSS.
  absl::Status status() const;

 private:
  absl::string_view lost_;
  bool newer_ = false;
};

// Reads what it visits from the bytes of one struct; what is not there becomes zero or empty.
class WireReader {
 public:
  WireReader(absl::string_view bytes, WireDoubt& doubt) : rest_(bytes), doubt_(doubt) { Next(); }

  template <typename T>
  void operator()(int number, T& member) {
    if constexpr (kIsFieldNumber<T>) {
      member = T{};
      if (!At(number, kVarint)) return;
      member = NumberOf<T>(code_);
      if (code_ == 0) doubt_.Lose("zero that is stated");
      Next();
    } else if constexpr (std::is_same_v<T, std::string>) {
      member.clear();
      if (!At(number, kPart)) return;
      member = std::string(part_);
      if (part_.empty()) doubt_.Lose("empty text that is stated");
      Next();
    } else if constexpr (kIsFieldBytes<T>) {
      member = T{};
      if (!At(number, kPart)) return;
      if (part_.size() == member.size()) std::copy(part_.begin(), part_.end(), member.begin());
      if (member == T{}) doubt_.Lose("length of bytes");
      Next();
    } else if constexpr (kIsFieldOptional<T>) {
      member.reset();
      if (At(number, kTypeOf<typename T::value_type>)) Read(member.emplace());
    } else if constexpr (kIsFieldShared<T>) {
      member.reset();
      if (!At(number, kPart)) return;
      auto value = std::make_shared<std::remove_const_t<typename T::element_type>>();
      Read(*value);
      member = std::move(value);
    } else if constexpr (kIsFieldList<T>) {
      member.clear();
      ReadList(number, member);
    } else {
      if (At(number, kPart)) return Read(member);
      member = T{};
      doubt_.Lose("missing part");
    }
  }

  template <typename... Alternatives>
  void OneOf(int first, std::variant<Alternatives...>& choice) {
    if (!ReadOneOf(first, choice, std::index_sequence_for<Alternatives...>())) {
      doubt_.Lose("missing alternative");
    }
  }

  // Says what is wrong with fields that `x` did not ask for.
  template <typename T>
  void Finish(T& x);

 private:
  enum Type { kVarint = 0, kFixed64 = 1, kPart = 2, kFixed32 = 5 };
  template <typename T>
  static constexpr Type kTypeOf = kIsFieldNumber<T> ? kVarint : kPart;

  template <typename T>
  T NumberOf(std::uint64_t code) {
    if constexpr (std::is_same_v<T, Date>) {
      return DateOf(code);
    } else if constexpr (std::is_same_v<T, Money>) {
      return MoneyOf(code);
    } else if constexpr (std::is_same_v<T, bool>) {
      if (code > 1) doubt_.Lose("truth value");
      return code != 0;
    } else if constexpr (std::is_enum_v<T>) {
      if (code < static_cast<std::uint64_t>(EnumCount(T{}))) return static_cast<T>(code);
      doubt_.Lose("number of a list");
      return T{};
    } else {
      const auto number = static_cast<std::int64_t>(code);
      if (std::in_range<T>(number)) return static_cast<T>(number);
      doubt_.Lose("number");
      return T{};
    }
  }
  Date DateOf(std::uint64_t code);
  Money MoneyOf(std::uint64_t code);

  // The field at hand, whose type fits, and goes on to the next.
  template <typename T>
  void Read(T& value) {
    if constexpr (kIsFieldNumber<T>) {
      value = NumberOf<T>(code_);
    } else if constexpr (std::is_same_v<T, std::string>) {
      value = std::string(part_);
    } else {
      WireReader inner(part_, doubt_);
      VisitFields(inner, value);
      inner.Finish(value);
    }
    Next();
  }
  template <typename T>
  void ReadList(int number, std::vector<T>& list) {
    if constexpr (kIsFieldNumber<T>) {
      if (!At(number, kPart)) return;
      if (part_.empty()) doubt_.Lose("empty list that is stated");
      for (std::uint64_t code = 0; !part_.empty() && TakeVarint(part_, code);) {
        list.push_back(NumberOf<T>(code));
      }
      Next();
    } else {
      while (At(number, kTypeOf<T>)) Read(list.emplace_back());
    }
  }
  template <typename Variant, std::size_t... Index>
  bool ReadOneOf(int first, Variant& choice, std::index_sequence<Index...>) {
    return ((At(first + static_cast<int>(Index), kPart) &&
             (Read(choice.template emplace<Index>()), true)) ||
            ...);
  }

  // True when the field at hand has that number; fields before it are strays.
  bool At(int number, Type type);
  // Goes on to the next field; number_ is 0 at the end.
  void Next();
  // False, and no bytes are left, when `bytes` do not begin with the shortest form of a varint.
  bool TakeVarint(absl::string_view& bytes, std::uint64_t& code);
  void Break(absl::string_view what);

  absl::string_view rest_;
  WireDoubt& doubt_;
  int number_ = 0;
  Type type_ = kVarint;
  std::uint64_t code_ = 0;  // kVarint
  absl::string_view part_;  // kPart
  absl::InlinedVector<int, 2> strays_;
};

// Takes the numbers that it visits out of a list.
class WireStrays {
 public:
  explicit WireStrays(absl::InlinedVector<int, 2>& numbers) : numbers_(numbers) {}

  template <typename T>
  void operator()(int number, T&) {
    Remove(number, 1);
  }
  template <typename... Alternatives>
  void OneOf(int first, std::variant<Alternatives...>&) {
    Remove(first, static_cast<int>(sizeof...(Alternatives)));
  }

 private:
  void Remove(int first, int count);

  absl::InlinedVector<int, 2>& numbers_;
};

template <typename T>
void WireReader::Finish(T& x) {
  for (; number_ != 0; Next()) strays_.push_back(number_);
  if (strays_.empty()) return;
  doubt_.Lose("field that comes twice or out of order");
  WireStrays strays(strays_);
  VisitFields(strays, x);
  if (!strays_.empty()) doubt_.Newer();
}

template <typename T>
concept HasFields = requires(WireWriter& writer, T& x) {
  VisitFields(writer, x);
};

// Appends the bytes of a struct.
template <typename T>
void AppendWire(const T& x, std::string& out) {
  WireWriter writer(out);
  // As in WireWriter: it changes nothing.
  VisitFields(writer, const_cast<T&>(x));
}
template <typename T>
std::string WireOf(const T& x) {
  std::string bytes;
  AppendWire(x, bytes);
  return bytes;
}

// Sets `out` to the struct whose WireOf() is `bytes`; after an error it holds anything.
//   FAILED_PRECONDITION  written by a newer version: a field number that no list has
//   DATA_LOSS            bytes that no struct gives: cut, out of order, a missing part, a number
//                        that its enum, date or amount cannot have
template <typename T>
absl::Status ReadWire(absl::string_view bytes, T& out) {
  WireDoubt doubt;
  WireReader reader(bytes, doubt);
  VisitFields(reader, out);
  reader.Finish(out);
  return doubt.status();
}

}  // namespace ippledge
