import Domain

extension String: Shaped {
  static let shape = Shape.text(format: nil)
  static let example = ""
}

extension Bool: Shaped {
  static let shape = Shape.boolean
  static let example = false
}

extension Int: Shaped {
  static let shape = Shape.integer
  static let example = 0
}

extension Int64: Shaped {
  static let shape = Shape.integer
  static let example: Int64 = 0
}

extension Double: Shaped {
  static let shape = Shape.number
  static let example = 0.0
}

extension Array: Shaped where Element: Decodable {
  static var shape: Shape { .list(Shape.of(Element.self)) }
  static var example: [Element] { [] }
}

extension Dictionary: Shaped where Key == String, Value: Decodable {
  static var shape: Shape { .map(Shape.of(Value.self)) }
  static var example: [String: Value] { [:] }
}

extension JSON: Shaped {
  static let shape = Shape.any
  static let example = JSON.null
}

extension Shaped where Self: RowID {
  static var shape: Shape { .integer }
  static var example: Self { Self(1) }
}

extension DeliveryID: Shaped {}
extension GenerationID: Shaped {}

extension PostUID: Shaped {
  static let shape = Shape.text(format: "uid")
  static let example = PostUID(.api, "example")
}

extension AccountName: Shaped {
  static let shape = Shape.text(format: "account")
  // "a" keeps the rule for names, so the failable initialiser cannot fail.
  static let example = AccountName("a")!
}

extension PlatformName: Shaped {
  static let shape = Shape.text(format: nil)
  static let example = PlatformName.mastodon
}

extension PostReference: Shaped {
  static let shape = Shape.text(format: "post")
  static let example = PostReference(.id("example"))
}

extension StateWord: Shaped {
  static let shape = Shape.choice(DeliveryState.allCases.map(\.word))
  static let example = StateWord(.scheduled)
}

extension MomentText: Shaped {
  static let shape = Shape.text(format: "date-time")
  static let example = MomentText(Instant(milliseconds: 0))
}

extension SecretText: Shaped {
  static let shape = Shape.text(format: "password")
  static let example = SecretText(Secret([]))
}

extension Shaped where Self: CaseIterable & RawRepresentable<String> {
  static var shape: Shape { .choice(allCases.map(\.rawValue)) }
  // An enumeration without cases has no values at all, and so no document has it.
  static var example: Self { allCases.first! }
}

extension ErrorCode: Shaped {}
extension OuterDeliveryStatus: Shaped {}
extension OuterPostStatus: Shaped {}
extension Visibility: Shaped {}
extension LatePolicy: Shaped {}
extension Notice.Kind: Shaped {}
extension Verdict: Shaped {}
extension PostOutcome: Shaped {}
extension LogLevel: Shaped {}
extension DaemonState: Shaped {}
extension HealthStatus: Shaped {}
extension ImportReport.State: Shaped {}
extension PlanChangeView.Kind: Shaped {}
extension DiagnosticView.Severity: Shaped {}
extension ReloadReport.State: Shaped {}
extension BackupReport.State: Shaped {}
extension MediaKind: Shaped {}
extension MediaState: Shaped {}
extension MediaSweep.What: Shaped {}
extension ConnectState.State: Shaped {}
extension DisconnectReport.Outcome: Shaped {}

extension Evidence: Shaped {
  // Domain does not list the cases for us; a fourth would fail the test that reads every document.
  static let shape = Shape.choice(["answer", "read", "person"])
  static let example = Evidence.answer
}
