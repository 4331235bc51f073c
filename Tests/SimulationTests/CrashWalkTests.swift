import Simulation
import Testing

@Suite("A flow that dies at any disk operation")
struct CrashWalkTests {
  private static let names: [String] = CrashWalk.flows.map(\.name)

  /// `belfry-sim enumerate` walks each single operation; here a part of them, to stay quick.
  @Test("keeps every promise", arguments: CrashWalkTests.names)
  func walk(_ name: String) throws {
    let flow = try #require(CrashWalk.flows.first { $0.name == name })
    let result = CrashWalk(flow: flow, household: try Household()).run(tears: 1, step: 11)
    #expect(result.operations > 15)
    #expect(result.runs > 3)
    #expect(result.failures.isEmpty)
  }
}
