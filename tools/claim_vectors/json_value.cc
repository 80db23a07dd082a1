#include "tools/claim_vectors/json_value.h"

#include <cstddef>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace ippledge::vectors {
namespace {

constexpr int kDepthMax = 100;

void AppendUtf8(unsigned code, std::string& out) {
  const auto put = [&](unsigned byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<Json> Run() {
    Json value;
    if (!Value(value, 0)) return Fault();
    SkipSpace();
    if (at_ != text_.size() && Fail("something after the value")) return Fault();
    return error_.empty() ? absl::StatusOr<Json>(std::move(value)) : Fault();
  }

 private:
  absl::Status Fault() const {
    return absl::InvalidArgumentError(absl::StrCat("line ", line_, ": ", error_));
  }
  bool Fail(absl::string_view what) {
    if (error_.empty()) error_ = std::string(what);
    return true;
  }
  void SkipSpace() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
      ++at_;
    }
  }
  bool Take(char c) {
    SkipSpace();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool Word(absl::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool Value(Json& value, int depth) {
    SkipSpace();
    value.line = line_;
    if (depth > kDepthMax) return !Fail("nested too deep");
    if (at_ >= text_.size()) return !Fail("a value is missing");
    const char c = text_[at_];
    if (c == '{') return Object(value, depth);
    if (c == '[') return Array(value, depth);
    if (c == '"') {
      value.kind = Json::Kind::kString;
      return Text(value.text);
    }
    if (c == '-' || (c >= '0' && c <= '9')) return Number(value);
    if (Word("null")) return true;
    value.kind = Json::Kind::kBool;
    value.truth = c == 't';
    if (Word("true") || Word("false")) return true;
    return !Fail("no value begins like this");
  }

  bool Object(Json& value, int depth) {
    value.kind = Json::Kind::kObject;
    Take('{');
    if (Take('}')) return true;
    do {
      SkipSpace();
      auto& [key, member] = value.members.emplace_back();
      if (at_ >= text_.size() || text_[at_] != '"' || !Text(key)) {
        return !Fail("a key in quotes is missing");
      }
      for (std::size_t i = 0; i + 1 < value.members.size(); ++i) {
        if (value.members[i].first == key) return !Fail(absl::StrCat("\"", key, "\" twice"));
      }
      if (!Take(':')) return !Fail("a colon is missing");
      if (!Value(member, depth + 1)) return false;
    } while (Take(','));
    return Take('}') || !Fail("a comma or } is missing");
  }

  bool Array(Json& value, int depth) {
    value.kind = Json::Kind::kArray;
    Take('[');
    if (Take(']')) return true;
    do {
      if (!Value(value.items.emplace_back(), depth + 1)) return false;
    } while (Take(','));
    return Take(']') || !Fail("a comma or ] is missing");
  }

  bool Number(Json& value) {
    value.kind = Json::Kind::kNumber;
    const std::size_t begin = at_;
    while (at_ < text_.size() && absl::StrContains("+-.0123456789eE", text_[at_])) ++at_;
    value.text = std::string(text_.substr(begin, at_ - begin));
    double unused = 0;
    return absl::SimpleAtod(value.text, &unused) || !Fail("no number");
  }

  bool Unicode(unsigned& code) {
    const absl::string_view digits = text_.substr(at_, 4);
    std::uint32_t parsed = 0;
    if (digits.size() != 4 || !absl::SimpleHexAtoi(digits, &parsed)) return !Fail("no \\u escape");
    at_ += 4;
    code = parsed;
    return true;
  }

  bool Text(std::string& out) {
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c == '\n') return !Fail("a text ends at its line");
      if (c != '\\') {
        out.push_back(c);
        continue;
      }
      if (++at_ >= text_.size()) break;
      constexpr absl::string_view kFrom = "\"\\/bfnrt";
      constexpr absl::string_view kTo = "\"\\/\b\f\n\r\t";
      const std::size_t which = kFrom.find(text_[at_]);
      if (which != absl::string_view::npos) {
        out.push_back(kTo[which]);
        continue;
      }
      if (text_[at_] != 'u') return !Fail("an unknown escape");
      ++at_;
      unsigned code = 0;
      if (!Unicode(code)) return false;
      if (code >= 0xD800 && code < 0xDC00 && Word("\\u")) {
        unsigned low = 0;
        if (!Unicode(low)) return false;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      }
      AppendUtf8(code, out);
      --at_;
    }
    return !Fail("a text does not end");
  }

  const absl::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::string error_;
};

}  // namespace

const Json* Json::Find(absl::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::optional<std::int64_t> Json::Whole() const {
  std::int64_t value = 0;
  if (kind != Kind::kNumber || !absl::SimpleAtoi(text, &value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> Json::Millionths() const {
  if (kind != Kind::kNumber) return std::nullopt;
  std::string digits = text;
  std::size_t decimals = 0;
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    decimals = digits.size() - point - 1;
    digits.erase(point, 1);
  }
  if (decimals > 6) return std::nullopt;
  digits.append(6 - decimals, '0');
  std::int64_t value = 0;
  if (!absl::SimpleAtoi(digits, &value)) return std::nullopt;
  return value;
}

std::string Json::Brief() const {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return truth ? "true" : "false";
    case Kind::kNumber:
      return text;
    case Kind::kString:
      return absl::StrCat("\"", text, "\"");
    case Kind::kArray:
      return "[...]";
    default:
      return "{...}";
  }
}

absl::StatusOr<Json> ParseJson(absl::string_view text) { return Parser(text).Run(); }

}  // namespace ippledge::vectors
