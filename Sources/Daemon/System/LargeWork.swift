import CLinux

/// Work that needed much memory and code once: a start, a reload, an import.
package enum LargeWork {
  /// Until then those who waited for its end have let go of what they sent and of what they got.
  private static let lettingGo = Duration.milliseconds(20)

  /// Gives the memory of work that has just ended back to the system, soon.
  package static func isOver() {
    Task {
      try await Task.sleep(for: lettingGo)
      belfry_give_memory_back()
    }
  }
}
