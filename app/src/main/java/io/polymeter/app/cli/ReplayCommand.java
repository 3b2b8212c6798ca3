package io.polymeter.app.cli;

import io.polymeter.app.cli.client.EndpointClients;
import io.polymeter.app.cli.client.RecordingOptions;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.Texts;
import io.polymeter.capture.RecordedDevice;
import io.polymeter.capture.Recording;
import io.polymeter.config.net.Endpoint;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.RtuOverTcpServer;
import io.polymeter.modbus.serial.RtuServer;
import io.polymeter.modbus.serial.RtuSettings;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter replay`: be a recorded device.
@Command(
        name = "replay",
        description = "Serve a recorded device: answer each read as the device did at that time.",
        footer = {
            "",
            "The recording starts with the first request and plays once. After its end, and in its gaps, reads",
            "get exception 4, so that no client takes an old value for a new one. Writes get exception 1.",
            "",
            "Example:",
            "  polymeter replay traffic.pcapng --serve tcp://127.0.0.1:1502"
        })
final class ReplayCommand extends BaseCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE.pcapng", description = "A file from record, Wireshark or tcpdump.")
    @SuppressWarnings("NullAway.Init") // injected
    Path file;

    @Option(names = "--serve", paramLabel = "ENDPOINT", required = true, description = "Endpoint to serve.")
    @SuppressWarnings("NullAway.Init") // injected
    String serve;

    @Option(names = "--speed", paramLabel = "N", description = "Speed factor; default: 1.")
    double speed = 1;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected
    RecordingOptions options;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Endpoint endpoint = EndpointClients.endpoint(serve);
        if (!(speed > 0) || speed > 100_000) {
            throw CommandFailure.usage("--speed: more than 0, at most 100000");
        }
        Recording recording = RecordingOptions.read(file);
        int device = options.device(recording);
        RecordedDevice played = new RecordedDevice(recording, device, speed, System::nanoTime);
        PrintWriter out = spec.commandLine().getOut();
        for (int i = 0; i < recording.devices().size(); i++) {
            out.println((i == device ? "plays " : "has too ") + (i + 1) + ": "
                    + recording.devices().get(i));
        }
        out.println(Texts.number(played.seconds()) + " s" + (speed == 1 ? "" : " at " + Texts.number(speed) + "×")
                + ", serves " + endpoint);
        out.flush();
        Thread.ofVirtual().name("replay end").start(() -> tell(played, out));
        serve(endpoint, played);
        return 0;
    }

    private static void tell(RecordedDevice played, PrintWriter out) {
        while (!played.over()) {
            Ticker.SYSTEM.sleep(100_000_000);
        }
        out.println("the recording is over: every read is refused from now on");
        out.flush();
    }

    private void serve(Endpoint endpoint, RecordedDevice played) throws IOException, InterruptedException {
        SerialParameters parameters = options.line();
        switch (endpoint) {
            case Endpoint.Tcp(String host, int port) -> {
                TcpServer server = TcpServer.open(TcpListener.plain(new InetSocketAddress(host, port), played));
                Stop.with(server);
                Thread.currentThread().join();
            }
            case Endpoint.RtuOverTcp(String host, int port) -> {
                RtuSettings settings = RtuSettings.of(SerialParameters.STANDARD, played::serves);
                RtuOverTcpServer server =
                        new RtuOverTcpServer(new InetSocketAddress(host, port), _ -> true, settings, played);
                Stop.with(server);
                server.run();
            }
            case Endpoint.Rtu(var path) -> {
                Thread serving = Thread.currentThread();
                Stop.with(serving::interrupt);
                new RtuServer(
                                SerialOpener.system(),
                                path.toString(),
                                RtuSettings.of(parameters, played::serves),
                                played)
                        .run();
            }
            case Endpoint.Tls _, Endpoint.Udp _ ->
                throw CommandFailure.usage("--serve: replay serves tcp, rtu+tcp and rtu, not " + endpoint);
        }
    }
}
