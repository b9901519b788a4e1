// Drives a desktop in Chromium through an agent's day. Usage:
//
//	node drive.mjs CHROMIUM ADDRESS INSTANCE USER PASSWORD
//
// It prints a line for each thing that the agent sees or does. After the first
// "state Available" it waits for a call, which whoever has started it lets come.
import { chromium } from "playwright-core";

const [executablePath, address, instance, user, password] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath, timeout: 120_000,
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--ignore-certificate-errors", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
});

try {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => console.log("page error", error.message));

  // see waits for a note of the page and prints the notes up to it.
  let printed = 0;
  const see = async (note) => {
    try {
      const found = await page.waitForFunction(([note, from]) => notes.indexOf(note, from) + 1, [note, printed]);
      const all = await page.evaluate(() => notes);
      console.log(all.slice(printed, printed = await found.jsonValue()).join("\n"));
    } catch (error) {
      const all = await page.evaluate(() => notes);
      throw new Error(`no "${note}" among ${JSON.stringify(all.slice(printed))}: ${error.message}`);
    }
  };
  // perform lets the agent do something and waits until it is done: the page has
  // agent and call, and done is what calls of the library take last.
  const perform = async (what, expression) => {
    await page.evaluate(`deed(${JSON.stringify(what)}, (done) => ${expression})`);
    await see(`done ${what}`);
  };

  await page.goto(address);
  await page.fill("[name=instance]", instance);
  await page.fill("[name=user]", user);
  await page.fill("[name=password]", password);
  await page.click("button");
  await see("state Offline");
  console.log("identifier", await page.evaluate(() => agent._getResourceId()));
  console.log("may call", await page.evaluate(() => agent.getPermissions().includes(connect.AgentPermissions.OUTBOUND_CALL)));
  await perform("move", "agent.setConfiguration({ ...agent.getConfiguration(), extension: '+442079460199' }, done)");
  await page.waitForFunction(() => agent.getExtension() === "+442079460199");
  await page.evaluate(() => {
    const sockets = connect.core.getWebSocketManager();
    sockets.onSubscriptionUpdate((answer) => note(`${answer.content.status} ${answer.content.topics}`));
    sockets.subscribeTopics(["aws/chat"]);
  });
  await see("success aws/chat");

  await page.evaluate(() => agent.setState(agent.getAgentStates().find((s) => s.type === "routable")));
  await see("state Available");
  await see("call connecting");
  await perform("accept", "call.accept(done)");
  await page.waitForFunction(() => notes.includes("call connected"));
  await perform("hold", "call.getInitialConnection().hold(done)");
  await page.waitForFunction(() => call.getInitialConnection().isOnHold());
  await perform("resume", "call.getInitialConnection().resume(done)");
  await page.waitForFunction(() => !call.getInitialConnection().isOnHold());
  await perform("mute", "call.getAgentConnection().muteParticipant(done)");
  await page.waitForFunction(() => call.getAgentConnection().isMute());
  await perform("complain", "call.notifyIssue('OTHER', 'the line crackles', done)");
  await perform("measure", `call.sendSoftphoneMetrics([
    { timestamp: new Date(), softphoneStreamType: "audio_input", packetCount: 50, packetsLost: 1 }], done)`);
  await perform("report", `call.sendSoftphoneReport({
    callStartTime: new Date(), callEndTime: new Date(), handshakeFailure: false, softphoneStreamStatistics: [] }, done)`);
  await page.evaluate(() => call.getAgentConnection().destroy());
  await see("call ended");
  await page.evaluate(() => call.clear());
  await see("call gone");
  console.log("errors", JSON.stringify(await page.evaluate(() =>
    connect.getLog()._logs.filter((entry) => entry.level === "ERROR").map((entry) => entry.text))));
} finally {
  await browser.close();
}
