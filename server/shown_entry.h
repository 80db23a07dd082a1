// server/shown_entry.h: what a reader sees of an entry of the journal.
//
// Banks see what they did and what concerns their loans, without what it says of the fund as a
// whole; security officers see what concerns members, keys and witnesses; the other roles see all.
// Of what a reader does not see it learns that it happened, when, and its leaf in the tree.
#pragma once

#include <cstdint>

#include "engine/read_view.h"
#include "ledger/caller.h"

namespace ippledge::v1 {
class JournalEntry;
}

namespace ippledge::server {

enum class ShownEntry : std::uint8_t {
  kLeaf,      // number, time, day, leaf hash
  kAbridged,  // without stored bytes and without what is said of the fund as a whole
  kWhole,     // anybody with the stored bytes can check the leaf
};
ShownEntry ShownTo(const Caller& caller, const engine::StoredEntry& stored);

// `heads_only`: without stored bytes and JSON.
void FormatEntry(const Caller& caller, const engine::StoredEntry& stored, bool heads_only,
                 v1::JournalEntry& message);

}  // namespace ippledge::server
