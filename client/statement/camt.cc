#include "client/statement/camt.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "client/import/encoding.h"
#include "client/statement/camt_entry.h"
#include "client/statement/camt_path.h"
#include "client/statement/camt_remarks.h"
#include "client/statement/camt_statement.h"
#include "client/statement/camt_value.h"
#include "client/statement/xml.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

constexpr absl::string_view kFamily = "camt.";
constexpr absl::string_view kPrefix = "camt.053.001.";
constexpr absl::string_view kKnown[] = {"02", "03", "04", "06", "08"};
constexpr absl::string_view kTolerated[] = {"05", "07", "09", "10", "11"};
constexpr absl::string_view kWant = "camt.053.001.02, .03, .04, .06, .08";
constexpr absl::string_view kMessage = "BkToCstmrStmt";
constexpr absl::string_view kOtherMessages = "BkToCstmr";
constexpr std::size_t kBeginningBytes = 4'096;
constexpr std::size_t kVersionBytesMax = 24;
constexpr int kGotBytesMax = 80;
constexpr std::size_t kNameOfPathMax = 32;  // longer ones are in no version

// "camt.053.001.08" out of a namespace, or as much of it as there is.
absl::string_view VersionOf(absl::string_view space) {
  const std::size_t at = space.find(kFamily);
  if (at == space.npos) return "";
  space = space.substr(at);
  std::size_t size = kFamily.size();
  while (size < space.size() && size < kVersionBytesMax &&
         (absl::ascii_isdigit(static_cast<unsigned char>(space[size])) || space[size] == '.')) {
    ++size;
  }
  while (space[size - 1] == '.') --size;
  return space.substr(0, size);
}

bool IsIn(absl::string_view version, absl::Span<const absl::string_view> numbers) {
  return absl::ConsumePrefix(&version, kPrefix) &&
         std::find(numbers.begin(), numbers.end(), version) != numbers.end();
}

class CamtSink final : public XmlSink {
 public:
  CamtSink(std::string* variant, StatementFaults* faults) : variant_(*variant), faults_(*faults) {}

  bool Start(absl::string_view space, absl::string_view name,
             absl::Span<const XmlAttribute> attributes, XmlPlace place) override;
  bool Text(absl::string_view text, XmlPlace place) override {
    text_ = std::string(text);
    text_place_ = place;
    return true;
  }
  bool End(XmlPlace place) override;
  // After the whole document was read.
  void Finish();

  const CamtRemarks& remarks() const { return remarks_; }
  std::vector<Statement> TakeStatements() { return std::move(statements_); }

 private:
  bool StartMessage(absl::string_view space, XmlPlace place);
  bool StartInMessage(absl::string_view space, absl::string_view name, XmlPlace place);
  bool EndElement();
  bool EndStatement();
  bool Refuse(Kind kind, XmlPlace place, absl::string_view field, absl::string_view got,
              absl::string_view want);

  CamtValues& ValuesOf(CamtGroup group) {
    switch (group) {
      case CamtGroup::kBalance:
        return balance_;
      case CamtGroup::kEntry:
        return entry_;
      case CamtGroup::kDetails:
        return details_;
      default:
        return stated_;
    }
  }

  std::string& variant_;
  StatementFaults& faults_;
  CamtRemarks remarks_;
  std::vector<Statement> statements_;
  absl::flat_hash_set<std::string> seen_;  // accounts with statement numbers
  std::int64_t lines_ = 0;

  int depth_ = 0;
  int message_depth_ = 0;  // of BkToCstmrStmt; 0 outside of it
  bool found_ = false;
  XmlPlace root_place_;
  std::string root_name_;
  std::string other_;  // the version in a namespace before any message is found
  std::string space_;  // of the message
  std::string path_;   // from below the message
  std::vector<std::size_t> path_sizes_;

  bool leaf_ = false;  // no element since the last start
  std::string text_;
  XmlPlace text_place_;
  std::string currency_;  // attribute Ccy of the last start

  CamtValues stated_;
  CamtValues balance_;
  CamtValues entry_;
  CamtValues details_;
  std::vector<CamtDetails> payments_;
};

bool CamtSink::Refuse(Kind kind, XmlPlace place, absl::string_view field, absl::string_view got,
                      absl::string_view want) {
  faults_.Add({.kind = kind,
               .line = place.line,
               .column = place.column,
               .field = std::string(field),
               .got = Printable(CutToBytes(got, kGotBytesMax)),
               .want = std::string(want)});
  return false;
}

bool CamtSink::Start(absl::string_view space, absl::string_view name,
                     absl::Span<const XmlAttribute> attributes, XmlPlace place) {
  leaf_ = true;
  text_.clear();
  text_place_ = place;
  currency_.clear();
  if (++depth_ == 1) {
    root_place_ = place;
    root_name_ = std::string(CutToBytes(name, kGotBytesMax));
  }
  if (message_depth_ > 0) {
    for (const XmlAttribute& attribute : attributes) {
      if (attribute.name == "Ccy" && attribute.space.empty()) {
        currency_ = OneLine(attribute.value.substr(0, kStatementTextBytesMax));
      }
    }
    return StartInMessage(space, name, place);
  }
  if (name == kMessage) return StartMessage(space, place);
  if (other_.empty()) other_ = std::string(VersionOf(space));
  return true;
}

bool CamtSink::StartMessage(absl::string_view space, XmlPlace place) {
  const absl::string_view version = VersionOf(space);
  if (found_ && space != space_) {
    return Refuse(Kind::kMalformed, place, kMessage, space, space_);
  }
  if (!space.empty() && !IsIn(version, kKnown) && !IsIn(version, kTolerated)) {
    variant_ = std::string(version);
    return Refuse(Kind::kNotRecognised, place, kMessage, version.empty() ? space : version, kWant);
  }
  variant_ = space.empty() ? "camt.053" : std::string(version);
  remarks_.no_namespace = space.empty();
  if (IsIn(version, kTolerated)) remarks_.version = variant_;
  found_ = true;
  message_depth_ = depth_;
  space_ = std::string(space);
  return true;
}

bool CamtSink::StartInMessage(absl::string_view space, absl::string_view name, XmlPlace place) {
  path_sizes_.push_back(path_.size());
  // What another namespace calls Amt is none of ours.
  const bool ours = space == space_ && name.size() <= kNameOfPathMax;
  absl::StrAppend(&path_, path_.empty() ? "" : "/", ours ? name : "?");
  if (path_ == "Stmt") {
    if (statements_.size() >= kStatementsPerFileMax) {
      return Refuse(Kind::kTooLarge, place, path_, "",
                    absl::StrCat(kStatementsPerFileMax, " statements"));
    }
    statements_.emplace_back();
    stated_.Begin(place);
  } else if (path_ == "Stmt/Bal") {
    balance_.Begin(place);
  } else if (path_ == "Stmt/Ntry") {
    entry_.Begin(place);
    payments_.clear();
  } else if (path_ == "Stmt/Ntry/NtryDtls/TxDtls") {
    details_.Begin(place);
  }
  return true;
}

bool CamtSink::End(XmlPlace /*place*/) {
  const bool in_message = message_depth_ > 0 && depth_ > message_depth_;
  const bool more = !in_message || EndElement();
  if (in_message) {
    path_.resize(path_sizes_.back());
    path_sizes_.pop_back();
  }
  if (depth_ == message_depth_) message_depth_ = 0;
  --depth_;
  leaf_ = false;
  text_.clear();
  return more;
}

bool CamtSink::EndElement() {
  if (leaf_) {
    if (const CamtPath* path = FindCamtPath(path_)) {
      ValuesOf(path->group).Set(*path, text_, currency_, text_place_, faults_);
    }
  }
  if (path_ == "Stmt") return EndStatement();
  Statement* const statement = statements_.empty() ? nullptr : &statements_.back();
  if (path_ == "Stmt/Acct") {
    ReadCamtAccount(stated_, *statement);
  } else if (path_ == "Stmt/Bal") {
    ReadCamtBalance(balance_, *statement, remarks_, faults_);
  } else if (path_ == "Stmt/Ntry/NtryDtls/TxDtls") {
    // What does not count cannot be wrong either.
    if (!IsCamtEntryBooked(entry_)) return true;
    if (payments_.size() >= kCamtDetailsPerEntryMax) {
      return Refuse(Kind::kTooLarge, details_.place, "Ntry/NtryDtls/TxDtls", "",
                    absl::StrCat(kCamtDetailsPerEntryMax, " payments in an entry"));
    }
    payments_.push_back(ReadCamtDetails(std::move(details_), remarks_, faults_));
  } else if (path_ == "Stmt/Ntry") {
    const std::size_t before = statement->lines.size();
    ReadCamtEntry(entry_, payments_, *statement, remarks_, faults_);
    lines_ += static_cast<std::int64_t>(statement->lines.size() - before);
    if (lines_ > kStatementLinesMax) {
      return Refuse(Kind::kTooLarge, entry_.place, "Ntry", "",
                    absl::StrCat(kStatementLinesMax, " lines"));
    }
  }
  return true;
}

bool CamtSink::EndStatement() {
  Statement& statement = statements_.back();
  FinishCamtStatement(stated_, statement, faults_);
  const bool numbered = !statement.statement_number.empty();
  if (numbered &&
      !seen_.insert(absl::StrCat(statement.account, "\n", statement.statement_number)).second) {
    faults_.Add(FaultAt(Kind::kDuplicateStatement, stated_[CamtField::kNumber], ""));
  }
  return true;
}

void CamtSink::Finish() {
  if (!found_ && (IsIn(other_, kKnown) || IsIn(other_, kTolerated))) {
    variant_ = other_;
    Refuse(Kind::kFieldMissing, root_place_, kMessage, "", "");
  } else if (!found_) {
    variant_ = other_;
    Refuse(Kind::kNotRecognised, root_place_, root_name_, other_, kWant);
  } else if (statements_.empty()) {
    Refuse(Kind::kFieldMissing, root_place_, absl::StrCat(kMessage, "/Stmt"), "", "");
  }
}

// The ASCII of UTF-16, by leaving out the zero bytes; other encodings as they are.
std::string AsciiOf(absl::string_view bytes) {
  std::size_t mark_bytes = 0;
  const Encoding marked = EncodingOfMark(bytes, &mark_bytes);
  std::string text(bytes.substr(mark_bytes, kBeginningBytes));
  const bool unmarked_pairs = absl::StartsWith(text, absl::string_view("<\0", 2)) ||
                              absl::StartsWith(text, absl::string_view("\0<", 2));
  if (marked == Encoding::kUtf16Le || marked == Encoding::kUtf16Be || unmarked_pairs) {
    text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
  }
  return text;
}

}  // namespace

bool LooksLikeCamt(absl::string_view bytes) {
  const std::string text = AsciiOf(bytes);
  absl::string_view rest = absl::StripLeadingAsciiWhitespace(text);
  if (!absl::StartsWith(rest, "<")) return false;
  while (!rest.empty()) {
    const std::size_t open = rest.find('<');
    if (open == rest.npos) return false;
    rest.remove_prefix(open + 1);
    if (absl::ConsumePrefix(&rest, "!--")) {
      const std::size_t close = rest.find("-->");
      if (close == rest.npos) return false;
      rest.remove_prefix(close);
      continue;
    }
    const absl::string_view tag = rest.substr(0, rest.find('>'));
    const absl::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
    const std::size_t colon = name.find(':');
    const absl::string_view local = colon == name.npos ? name : name.substr(colon + 1);
    if (absl::StartsWith(local, kOtherMessages) || absl::StrContains(tag, "camt.05")) return true;
  }
  return false;
}

std::vector<Statement> ReadCamt(absl::string_view bytes, std::string* variant,
                                std::string* encoding, std::vector<std::string>* remarks,
                                StatementFaults& faults) {
  const auto told = [&] {
    return static_cast<std::int64_t>(faults.faults().size()) + faults.more();
  };
  const std::int64_t before = told();
  CamtSink sink(variant, &faults);
  if (ReadXml(bytes, &sink, encoding, &faults)) sink.Finish();
  for (std::string& remark : sink.remarks().Texts()) remarks->push_back(std::move(remark));
  return told() == before ? sink.TakeStatements() : std::vector<Statement>();
}

}  // namespace ippledge::client
