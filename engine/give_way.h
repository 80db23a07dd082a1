// engine/give_way.h: threads that give way to all others.
#pragma once

namespace ippledge::engine {

// Names the calling thread, with up to 15 characters, and puts it behind the others, by `nice` of 1
// to 19.
void GiveWay(const char* name, int nice);

}  // namespace ippledge::engine
