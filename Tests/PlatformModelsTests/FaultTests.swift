import Domain
import PlatformModels
import Testing

@Suite("Faults")
struct FaultTests {
  private func client(_ rules: [FaultRule], seed: UInt64 = 1) -> Client<Faulty<MastodonModel>> {
    var model = MastodonModel(origin: "http://127.0.0.1:8931", hashing: OpenSSLHashing())
    model.issueToken(for: "belfry", named: "good")
    return Client(Faulty(model, plan: FaultPlan(rules, seed: seed)), token: "good")
  }

  private func post(_ client: inout Client<Faulty<MastodonModel>>, _ text: String = "a")
    -> ModelAnswer
  {
    client.json("POST", "/api/v1/statuses", ["status": .string(text)])
  }

  @Test(
    "each fault: what the client sees, and whether it happened",
    arguments: [
      (.throttled(retryAfterSeconds: 7), 429, .whole, 0),
      (.errorBefore(status: 503), 503, .whole, 0),
      (.errorAfter(status: 500), 500, .whole, 1), (.slow(.seconds(3)), 200, .whole, 1),
      (.cut(bytes: 5), 200, .cut(bytes: 5), 1), (.answerLost, 200, .dropped, 1),
      (.dropped, 500, .dropped, 0), (.expiredToken, 401, .whole, 0),
      (.brokenJSON, 200, .whole, 1), (.proxyPage(status: 502), 502, .whole, 0),
      (.proxyPageAfter(status: 504), 504, .whole, 1),
    ] as [(Fault, Int, ModelAnswer.Delivery, Int)])
  func faults(_ fault: Fault, _ status: Int, _ delivery: ModelAnswer.Delivery, _ effects: Int) {
    var client = client([FaultRule(fault, on: .publish, .numbers(1...1))])
    let answer = post(&client)
    #expect(answer.status == status)
    #expect(answer.delivery == delivery)
    #expect(client.model.ledger.effects.count == effects)
    if case .throttled = fault { #expect(answer.header("retry-after") == "7") }
    if case .slow(let delay) = fault { #expect(answer.delay == delay) }
    if case .brokenJSON = fault { #expect(answer.json == nil) }
    if case .proxyPage = fault { #expect(answer.text.contains("<html>")) }
  }

  @Test("a late effect happens when its time has come, and not before")
  func lateEffect() {
    var client = client([FaultRule(.lateEffect(.seconds(60)), on: .publish, .numbers(1...1))])
    #expect(post(&client).delivery == .dropped)
    client.wait(.seconds(59))
    client.model.advance(to: client.now)
    #expect(client.model.ledger.effects.isEmpty)
    #expect(client.model.hasLateEffects)
    client.wait(.seconds(1))
    _ = client.send("GET", "/api/v2/instance")
    #expect(client.model.ledger.effects.count == 1)
    #expect(!client.model.hasLateEffects)
  }

  @Test("a script hits the call that it names, and only calls of its kind")
  func script() {
    var client = client([FaultRule(.answerLost, on: .publish, .numbers(3...3))])
    let deliveries = (1...4).map { number in
      _ = client.send("GET", "/api/v2/instance")
      return post(&client, "\(number)").delivery
    }
    #expect(deliveries == [.whole, .whole, .dropped, .whole])
    #expect(client.model.ledger.effects.count == 4)
  }

  @Test("chances depend on the seed and on nothing else")
  func chances() {
    func run(_ seed: UInt64) -> [Int] {
      var client = client(
        [FaultRule(.errorBefore(status: 503), on: .read, .probability(0.5))], seed: seed)
      return (0..<40).map { _ in client.send("GET", "/api/v2/instance").status }
    }
    #expect(run(7) == run(7))
    #expect(run(7) != run(8))
    #expect(run(7).contains(200) && run(7).contains(503))
  }

  @Test("a plan of no rules changes nothing")
  func noFaults() {
    var spoiled = client([])
    var model = MastodonModel(origin: "http://127.0.0.1:8931", hashing: OpenSSLHashing())
    model.issueToken(for: "belfry", named: "good")
    var plain = Client(model, token: "good")
    for _ in 0..<3 {
      #expect(
        post(&spoiled) == plain.json("POST", "/api/v1/statuses", ["status": "a"]))
    }
  }

  @Test("plans are read from JSON, and wrong ones are refused with the place")
  func json() throws {
    var plan = try FaultPlan(
      json: [
        "seed": 3,
        "rules": [
          ["fault": "answer_lost", "endpoint": "publish", "nth": 2, "times": 2],
          ["fault": "throttled", "seconds": 9, "endpoint": "token"],
        ],
      ])
    let faults = [.publish, .publish, .publish, .publish, .token, .read].map {
      plan.next(for: $0)
    }
    #expect(faults == [nil, .answerLost, .answerLost, nil, .throttled(retryAfterSeconds: 9), nil])
    let wrong: [(JSON, String)] = [
      ([], "rules"), (["rules": [["fault": "rain"]]], "rules[0]: fault must be"),
      (["rules": [["fault": "cut", "endpoint": "sky"]]], "endpoint \"sky\""),
      (["rules": [["fault": "cut", "when": 1]]], "unknown member \"when\""),
      (["rules": [["fault": "error_after", "status": 200]]], "status"),
      (["rules": [["fault": "cut", "probability": 2]]], "probability"),
    ]
    for (json, words) in wrong {
      let error = #expect(throws: FaultPlan.Malformed.self) { try FaultPlan(json: json) }
      #expect(error?.message.contains(words) == true)
    }
  }
}
