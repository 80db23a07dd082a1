// README.md of an export: tools/export/texts.h. Its words are in readme.md.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tools/export/embedded_files.h"
#include "tools/export/texts.h"

namespace ippledge::exported {

std::string ReadmeText(const ReadmeFacts& facts) {
  return absl::StrReplaceAll(
      ReadmeTemplate(),
      {{"{origin}", facts.origin},
       {"{programme}", facts.programme},
       {"{size}", absl::StrCat(facts.size)},
       {"{checkpoints}", absl::StrCat(facts.checkpoints)},
       {"{which}", facts.checkpoints_thinned
                       ? ", spread evenly over the size: the ledger has more than fit here."
                       : ": all that the ledger has up to this size."}});
}

}  // namespace ippledge::exported
