package io.polymeter.app.demo;

import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.RtuClient;
import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.modbus.serial.SerialParameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The devices of the house that read a meter, each with the habits of its kind.
final class Readers {

    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration PATIENT = Duration.ofSeconds(4);

    private Readers() {}

    /// A hybrid inverter on RS485: power and phases five times a second, energy each second.
    static Reader plenticore(SerialLine cable) {
        SerialParameters parameters = new SerialParameters(38_400, SerialParameters.Parity.NONE, 2);
        return Reader.serial(
                new Reader.Habit(
                        "Plenticore",
                        "plenticore",
                        1,
                        List.of(new Reader.Read(0, 28, 1), new Reader.Read(40, 106, 1), new Reader.Read(512, 40, 5)),
                        Readers::ksemPower,
                        Duration.ofMillis(200)),
                new RtuClient(cable, RtuClient.Settings.of(parameters).withTimeout(Duration.ofMillis(300))));
    }

    /// A hybrid inverter that knows Fronius meters alone: all live values each second, energy each minute.
    static Reader gen24(int port) {
        return Reader.network(
                new Reader.Habit(
                        "GEN24",
                        "gen24",
                        240,
                        List.of(new Reader.Read(40_071, 58, 1), new Reader.Read(40_129, 32, 60)),
                        words -> Float.intBitsToFloat((int) long32(words, 26)),
                        Duration.ofSeconds(1)),
                () -> plain(port));
    }

    /// A programmable controller that reads registers.
    static Reader plc(int port) {
        return Reader.network(ksem("PLC", "plc", Duration.ofSeconds(1)), () -> plain(port));
    }

    /// A charger that insists on TLS, and whose certificate nobody has accepted yet.
    ///
    /// @param own a directory for its key
    /// @param state where the house keeps its own certificate, which the charger was given
    static Reader charger(int port, Path own, Path state) {
        return Reader.network(
                ksem("Charger", "charger", Duration.ofSeconds(2)),
                () -> client(port, Connector.tls(ChargerKey.context(own, state))));
    }

    /// The inverter of the battery: acts on each power that it is told, and is patient.
    static Reader battery(int port, HouseBattery battery) {
        return Reader.network(
                ksem("Battery", "battery-inverter", battery.reads())
                        .acting(watts -> battery.told(watts, System.nanoTime())),
                () -> new TcpClient(
                        ClientSettings.of("127.0.0.1", port).waiting(Duration.ofSeconds(3), PATIENT),
                        Connector.system(),
                        Ticker.SYSTEM));
    }

    private static Reader.Habit ksem(String name, String output, Duration cycle) {
        return new Reader.Habit(name, output, 1, List.of(new Reader.Read(0, 28, 1)), Readers::ksemPower, cycle);
    }

    private static TcpClient plain(int port) {
        return client(port, Connector.system());
    }

    private static TcpClient client(int port, Connector connector) {
        ClientSettings settings = ClientSettings.of("127.0.0.1", port).waiting(Duration.ofSeconds(3), TIMEOUT);
        return new TcpClient(settings, connector, Ticker.SYSTEM);
    }

    /// A KSEM shows import and export apart, in tenths of a watt.
    private static double ksemPower(Words words) {
        return (long32(words, 0) - long32(words, 2)) / 10.0;
    }

    private static long long32(Words words, int at) {
        return (long) words.get(at) << 16 | words.get(at + 1);
    }
}
