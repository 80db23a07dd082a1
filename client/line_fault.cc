#include "client/line_fault.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace ippledge::client {
namespace {

bool SaysOneOf(absl::string_view text, std::initializer_list<absl::string_view> words) {
  for (const absl::string_view word : words) {
    if (absl::StrContains(text, word)) return true;
  }
  return false;
}

}  // namespace

absl::Status ExplainLine(absl::Status status, const ConnectionOptions& options) {
  if (!absl::IsUnavailable(status)) return status;
  const absl::string_view text = status.message();
  const bool closed = SaysOneOf(text, {"Socket closed", "Connection reset", "Broken pipe",
                                       "Endpoint read failed", "closed by peer"});
  if (!options.tls) {
    if (!closed) return status;
    return absl::UnavailableError(
        absl::StrCat(text, "; does the server speak TLS? Then --ca, --cert and --key are needed"));
  }
  if (absl::StrContains(text, "is not in peer certificate")) {
    return absl::UnauthenticatedError(
        absl::StrCat("the server's certificate is of another name than ", options.server,
                     ": check --server, or say the name with --server-name"));
  }
  // The second when an authority of the same name has another key.
  if (SaysOneOf(text, {"certificate verify failed", "asn1 encoding routines::EVP lib"})) {
    return absl::UnauthenticatedError(
        absl::StrCat("the server at ", options.server,
                     " showed a certificate that is not of the authority in --ca, or is over"));
  }
  if (SaysOneOf(text, {"WRONG_VERSION_NUMBER", "wrong version number"})) {
    return absl::UnauthenticatedError(
        absl::StrCat("the server at ", options.server, " does not speak TLS"));
  }
  if (!closed) return status;
  return absl::UnavailableError(absl::StrCat(
      text,
      "; if the server is up, it did not accept the certificate of --cert (revoked, of another "
      "authority, or ended): its log says why"));
}

}  // namespace ippledge::client
