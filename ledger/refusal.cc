#include "ledger/refusal.h"

#include <cstddef>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "ledger/check.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

constexpr absl::string_view kPayloadUrl = "ippledge/violations";

// Cut first: what is cut off need not be looked at.
std::string ShortAndPrintable(absl::string_view value) {
  return Printable(CutToBytes(value, kMetadataValueBytesMax));
}

Violation Tidied(Reason reason, absl::string_view field,
                 std::vector<std::pair<std::string, std::string>> metadata) {
  for (auto& [key, value] : metadata) value = ShortAndPrintable(value);
  return Violation{reason, ShortAndPrintable(field), std::move(metadata)};
}

// What {key} stands for in the texts of `violation`; `request` where no field is at fault.
absl::string_view Filling(const Violation& violation, absl::string_view key,
                          absl::string_view request) {
  if (key == "field") {
    return violation.field.empty() ? request : absl::string_view(violation.field);
  }
  for (const auto& [name, value] : violation.metadata) {
    if (name == key) return value;
  }
  return "?";
}

std::string Fill(absl::string_view text, const Violation& violation, absl::string_view request) {
  std::string filled;
  filled.reserve(text.size() + 64);
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == absl::string_view::npos ? open : text.find('}', open);
    if (close == absl::string_view::npos) break;
    absl::StrAppend(&filled, text.substr(0, open),
                    Filling(violation, text.substr(open + 1, close - open - 1), request));
    text.remove_prefix(close + 1);
  }
  absl::StrAppend(&filled, text);
  return filled;
}

// The payload: "more;count;", then for each violation "reason;", its field, "pairs;" and each key
// and value. A string is "length:bytes", so that any byte may stand in it.
void AppendNumber(std::int64_t number, std::string& out) { absl::StrAppend(&out, number, ";"); }

void AppendString(absl::string_view text, std::string& out) {
  absl::StrAppend(&out, text.size(), ":", text);
}

std::string Encode(const std::vector<Violation>& violations, int more) {
  std::string out;
  AppendNumber(more, out);
  AppendNumber(static_cast<std::int64_t>(violations.size()), out);
  for (const Violation& violation : violations) {
    AppendNumber(static_cast<std::int64_t>(violation.reason), out);
    AppendString(violation.field, out);
    AppendNumber(static_cast<std::int64_t>(violation.metadata.size()), out);
    for (const auto& [key, value] : violation.metadata) {
      AppendString(key, out);
      AppendString(value, out);
    }
  }
  return out;
}

// Reads what Encode wrote; each step fails at the end or on another form.
class Decoder {
 public:
  explicit Decoder(absl::string_view rest) : rest_(rest) {}

  bool Number(int& number) { return NumberUntil(';', number) && number >= 0; }

  bool String(std::string& text) {
    int length = 0;
    if (!NumberUntil(':', length) || length < 0) return false;
    const auto size = static_cast<std::size_t>(length);
    if (size > rest_.size()) return false;
    text = std::string(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return true;
  }

 private:
  bool NumberUntil(char end, int& number) {
    const std::size_t at = rest_.find(end);
    if (at == absl::string_view::npos || !absl::SimpleAtoi(rest_.substr(0, at), &number)) {
      return false;
    }
    rest_.remove_prefix(at + 1);
    return true;
  }

  absl::string_view rest_;
};

struct Decoded {
  std::vector<Violation> violations;
  int more = 0;
};

bool DecodeViolation(Decoder& decoder, Violation& violation) {
  int reason = 0;
  int pairs = 0;
  if (!decoder.Number(reason) || !decoder.String(violation.field) || !decoder.Number(pairs)) {
    return false;
  }
  violation.reason = static_cast<Reason>(reason);
  for (int i = 0; i < pairs; ++i) {
    std::pair<std::string, std::string> pair;
    if (!decoder.String(pair.first) || !decoder.String(pair.second)) return false;
    violation.metadata.push_back(std::move(pair));
  }
  return true;
}

// Empty when `status` carries no payload of ours.
Decoded Decode(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return {};
  const std::string bytes(*payload);
  Decoder decoder(bytes);
  Decoded decoded;
  int count = 0;
  if (!decoder.Number(decoded.more) || !decoder.Number(count)) return {};
  for (int i = 0; i < count; ++i) {
    Violation violation;
    if (!DecodeViolation(decoder, violation)) return {};
    decoded.violations.push_back(std::move(violation));
  }
  return decoded;
}

// Precondition: `violations` are tidied, 1 to kViolationsMax.
absl::Status ToRefusal(const std::vector<Violation>& violations, int more) {
  const Violation& first = violations.front();
  std::string message = EnglishText(first);
  const std::size_t others = violations.size() - 1 + static_cast<std::size_t>(more);
  if (others > 0) absl::StrAppend(&message, " (and ", others, " more)");
  absl::Status status(RowOf(first.reason).code, message);
  status.SetPayload(kPayloadUrl, absl::Cord(Encode(violations, more)));
  return status;
}

}  // namespace

std::string EnglishText(const Violation& violation) {
  return Fill(RowOf(violation.reason).english, violation, "request");
}

std::string ChineseText(const Violation& violation) {
  return Fill(RowOf(violation.reason).chinese, violation, "请求");
}

void Violations::Add(Reason reason, absl::string_view field,
                     std::vector<std::pair<std::string, std::string>> metadata) {
  if (list_.size() >= kViolationsMax) {
    ++more_;
    return;
  }
  list_.push_back(Tidied(reason, field, std::move(metadata)));
}

absl::Status Violations::ToStatus() const {
  return list_.empty() ? absl::OkStatus() : ToRefusal(list_, more_);
}

absl::Status Refuse(Reason reason, absl::string_view field,
                    std::vector<std::pair<std::string, std::string>> metadata) {
  return ToRefusal({Tidied(reason, field, std::move(metadata))}, 0);
}

absl::Status Refuse(const std::vector<Violation>& violations, int more) {
  IPPLEDGE_CHECK(!violations.empty());
  IPPLEDGE_CHECK(more >= 0);
  std::vector<Violation> kept;
  kept.reserve(violations.size());
  for (const Violation& violation : violations) {
    if (kept.size() >= kViolationsMax) {
      ++more;
    } else {
      kept.push_back(Tidied(violation.reason, violation.field, violation.metadata));
    }
  }
  return ToRefusal(kept, more);
}

std::vector<Violation> ViolationsOf(const absl::Status& status) {
  return std::move(Decode(status).violations);
}

int ViolationsMoreOf(const absl::Status& status) { return Decode(status).more; }

Reason ReasonOf(const absl::Status& status) {
  const std::vector<Violation> violations = ViolationsOf(status);
  return violations.empty() ? Reason::kNone : violations.front().reason;
}

}  // namespace ippledge
