import Domain
import HTTP
import PlatformModels

/// What the page's port answers: the page itself, its data, and the controls of the sandbox.
struct PageRoutes {
  let world: World

  func answer(_ request: Request) async -> Response {
    guard isFromHere(request) else {
      return .text("this page is for this machine only\n", status: 403)
    }
    switch (request.method, request.path.first ?? "", request.path.count) {
    case ("GET", "", 0): return html(await world.scene())
    case ("GET", "style.css", 1): return asset(PageStyle.css, "text/css; charset=utf-8")
    case ("GET", "script.js", 1): return asset(PageScript.text, "text/javascript; charset=utf-8")
    case ("GET", "icon.svg", 1): return asset(Icons.bell, "image/svg+xml")
    case ("GET", "version", 1): return .json(JSON.string(await world.scene().version).bytes)
    case ("GET", "timelines.json", 1): return .json(await world.scene().timelines.bytes)
    case ("GET", "ledger.json", 1): return .json(await world.scene().ledgers.bytes)
    case ("GET", "media", 3): return await media(request.path[1], request.path[2])
    case ("POST", "faults", 1): return await setFaults(request)
    case ("POST", "reset", 1): return await reset()
    default: return .text("there is nothing here\n", status: 404)
    }
  }

  /// Keeps other web sites that a person has open from reaching the sandbox: by a name of theirs
  /// that leads to loopback, or with a request across origins.
  private func isFromHere(_ request: Request) -> Bool {
    let host = request.header("host") ?? ""
    let name = host.prefix { $0 != ":" }
    guard name == "127.0.0.1" || name == "localhost" else { return false }
    if let origin = request.header("origin"), origin != "http://" + host { return false }
    return true
  }

  private func html(_ scene: Scene) -> Response {
    let policy =
      "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; script-src 'self'; "
      + "connect-src 'self'; form-action 'none'"
    return Response(
      status: 200,
      headers: [Field("Content-Type", "text/html; charset=utf-8")]
        + Response.strict(policy: policy),
      body: .bytes(Array(Page(scene: scene).html.utf8)))
  }

  private func asset(_ text: String, _ type: String) -> Response {
    Response(
      status: 200,
      headers: [Field("Content-Type", type)] + Response.strict(policy: "default-src 'none'"),
      body: .bytes(Array(text.utf8)))
  }

  private func media(_ platform: String, _ id: String) async -> Response {
    guard let file = await world.media(platform, id) else {
      return .text("there is no such file\n", status: 404)
    }
    return Response(
      status: 200,
      headers: [Field("Content-Type", file.mime)]
        + Response.strict(policy: "default-src 'none'; sandbox"),
      body: .bytes(file.bytes))
  }

  private func setFaults(_ request: Request) async -> Response {
    do {
      let json = try JSON(parsing: request.body)
      var platform: PlatformName?
      if let name = json["platform"]?.string {
        platform = PlatformName(name)
        let names = SandboxNetwork.all.map(\.name.text)
        guard names.contains(name) else {
          return refusal("platform must be one of \(names.joined(separator: ", "))")
        }
      }
      await world.set(try FaultPlan(json: json), on: platform)
      return .json(JSON.object(["ok": true]).bytes)
    } catch let error as FaultPlan.Malformed {
      return refusal(error.message)
    } catch {
      return refusal("the body is not JSON")
    }
  }

  private func refusal(_ message: String) -> Response {
    .json(JSON.object(["error": .string(message)]).bytes, status: 400)
  }

  private func reset() async -> Response {
    do {
      try await world.reset()
      return .json(JSON.object(["ok": true]).bytes)
    } catch {
      return .json(JSON.object(["error": .string("\(error)")]).bytes, status: 500)
    }
  }
}
