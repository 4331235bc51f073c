import CLinux
import CMicroHTTPD

// What the library calls, on its own thread. They are functions at top level and `@Sendable`: a
// closure would take the isolation of where it is written, and trap on another thread.

/// A request's first line has come: the exchange begins.
///
/// The library keeps our reference until `requestEnded`.
@Sendable
func requestBegan(
  _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?,
  _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  guard let context, let target, let connection else { return nil }
  let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
  let exchange = Exchange(
    core: core, connection: ConnectionHandle(pointer: connection),
    target: String(cString: target))
  core.begin(exchange)
  return Unmanaged.passRetained(exchange).toOpaque()
}

/// The head, a piece of the body, its end, or a resumption.
@Sendable
func requestContinues(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ address: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
  _ version: UnsafePointer<CChar>?, _ piece: UnsafePointer<CChar>?,
  _ pieceLength: UnsafeMutablePointer<Int>?,
  _ exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let method, let pieceLength, let pointer = exchange?.pointee else { return .NO }
  let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
  let bytes = UnsafeRawBufferPointer(start: piece, count: piece == nil ? 0 : pieceLength.pointee)
  pieceLength.pointee = 0
  return exchange.advance(method: String(cString: method), piece: bytes) ? .YES : .NO
}

/// The exchange is over, answered or not.
@Sendable
func requestEnded(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  _ code: MHD_RequestTerminationCode
) {
  guard let context, let connection, let pointer = exchange?.pointee else { return }
  let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
  exchange?.pointee = nil
  core.end(Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue())
  core.watch.setDeadline(of: belfry_mhd_descriptor(connection), seconds: core.limits.idleSeconds)
}

/// A connection was opened, or is about to be closed.
@Sendable
func connectionChanged(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  _ change: MHD_ConnectionNotificationCode
) {
  guard let context, let connection else { return }
  let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
  let descriptor = belfry_mhd_descriptor(connection)
  switch change {
  case .CONNECTION_NOTIFY_STARTED:
    let isWelcome = core.watch.opened(
      descriptor, seconds: core.limits.firstRequestSeconds,
      perUser: core.limits.connectionsPerUser)
    if !isWelcome { belfry_end_connection(descriptor) }
  case .CONNECTION_NOTIFY_CLOSED: core.watch.closed(descriptor)
  }
}
