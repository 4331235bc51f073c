import CMicroHTTPD

/// A connection of the HTTP library.
///
/// `@unchecked Sendable`: the library allows `resume` from any thread; the rest is called from its
/// own callbacks only, which it runs one after the other. The pointer stays valid while an exchange
/// on it is not over, and the library does not touch a suspended connection.
struct ConnectionHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  var descriptor: Int32 { belfry_mhd_descriptor(pointer) }

  /// Takes the connection out of the library's loop.
  ///
  /// Only from within its callbacks.
  func suspend() { MHD_suspend_connection(pointer) }

  /// Puts it back.
  ///
  /// Exactly once for each `suspend`.
  func resume() { MHD_resume_connection(pointer) }
}
