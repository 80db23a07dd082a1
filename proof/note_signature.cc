#include "proof/note_signature.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proof/base64.h"
#include "proof/text.h"

namespace ippledge::proof {
namespace {

constexpr absl::string_view kDash = "\xe2\x80\x94 ";
constexpr std::size_t kIdBytes = 4;

std::string BytesOfId(std::uint32_t id) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(id >> shift));
  return bytes;
}

absl::StatusOr<NoteSignature> ParseLine(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kDash)) {
    return absl::InvalidArgumentError("it does not begin with a dash (U+2014) and a space");
  }
  const std::size_t space = line.find(' ');
  if (space == line.npos) return absl::InvalidArgumentError("no space follows the key's name");
  const absl::string_view name = line.substr(0, space);
  if (absl::Status status = CheckKeyName(name); !status.ok()) return status;
  const std::optional<std::string> bytes = BytesOfBase64(line.substr(space + 1));
  if (!bytes) return absl::InvalidArgumentError("what follows the key's name is not base64");
  if (bytes->size() <= kIdBytes) return absl::InvalidArgumentError("it has no signature bytes");
  NoteSignature signature = {.name = std::string(name), .bytes = bytes->substr(kIdBytes)};
  for (std::size_t i = 0; i < kIdBytes; ++i) {
    signature.key_id = signature.key_id << 8 | static_cast<unsigned char>((*bytes)[i]);
  }
  return signature;
}

}  // namespace

std::string FormatSignature(const NoteSignature& signature) {
  return absl::StrCat(kDash, signature.name, " ",
                      Base64Of(absl::StrCat(BytesOfId(signature.key_id), signature.bytes)), "\n");
}

std::string FormatSignatures(absl::Span<const NoteSignature> signatures) {
  std::string lines;
  for (const NoteSignature& signature : signatures) {
    absl::StrAppend(&lines, FormatSignature(signature));
  }
  return lines;
}

absl::StatusOr<std::vector<NoteSignature>> ParseSignatures(absl::string_view lines) {
  if (lines.empty()) return absl::InvalidArgumentError("there is no signature line");
  std::vector<NoteSignature> signatures;
  while (!lines.empty()) {
    const std::string place = absl::StrCat("signature line ", signatures.size() + 1);
    if (signatures.size() == kNoteSignaturesMax) {
      return absl::InvalidArgumentError(
          absl::StrCat("there are more than ", kNoteSignaturesMax, " signature lines"));
    }
    const std::optional<absl::string_view> line = TakeLine(lines);
    if (!line) return absl::InvalidArgumentError(absl::StrCat(place, ": no newline ends it"));
    absl::StatusOr<NoteSignature> signature = ParseLine(*line);
    if (!signature.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(place, ": ", signature.status().message()));
    }
    signatures.push_back(*std::move(signature));
  }
  return signatures;
}

}  // namespace ippledge::proof
