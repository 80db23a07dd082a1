// client/interrupt.h: Ctrl-C as a flag that long work looks at.
#pragma once

#include <atomic>

namespace ippledge::client {

// Turns true at the first SIGINT or SIGTERM after CatchInterrupts(); a second one ends the process.
const std::atomic<bool>& Interrupted();

// Once, before threads start.
void CatchInterrupts();

}  // namespace ippledge::client
