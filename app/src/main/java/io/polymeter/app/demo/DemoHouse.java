package io.polymeter.app.demo;

import io.polymeter.app.api.AidTrials;
import io.polymeter.app.api.ApiContext;
import io.polymeter.app.api.DoctorRoutes;
import io.polymeter.app.api.MetricsRoutes;
import io.polymeter.app.api.Web;
import io.polymeter.app.drill.DrillRoutes;
import io.polymeter.app.drill.Drills;
import io.polymeter.app.history.HistoryRoutes;
import io.polymeter.app.history.HistoryService;
import io.polymeter.app.history.HomeRoutes;
import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.app.log.LogBook;
import io.polymeter.config.Configuration;
import io.polymeter.link.Protocol;
import io.polymeter.link.simulate.HouseholdStage;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.Pty;
import io.polymeter.modbus.serial.SerialLibrary;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.LoopWatch;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A simulated house on loopback: devices that are measured, Polymeter with its page, and devices that read a
/// meter. Everything but the devices is the real program, and every byte goes over real sockets and a real
/// pseudo-terminal.
public final class DemoHouse implements AutoCloseable {

    private static final int PAGE = 8080;
    private static final int PLC = 1502;
    private static final int GEN24 = 2502;
    private static final int CHARGER = 1802;
    private static final int STORAGE = 3502;
    private static final Duration PAGE_WITHIN = Duration.ofSeconds(3);

    private final CloseStack undo = new CloseStack();
    private final Settings settings;
    private final Polymeter polymeter;
    private final Web web;
    private final Devices devices;
    private final NoisyLine cable;
    private final List<Reader> readers;
    private final HouseBattery battery;
    // Guarded by this.
    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);

    /// What is shown.
    ///
    /// @param speed scenario seconds per second
    /// @param start the time of day at which the house begins
    /// @param version of the program
    public record Settings(double speed, LocalTime start, String version) {}

    private DemoHouse(Supplier<List<Protocol>> protocols, Settings settings, Consumer<AutoCloseable> end)
            throws IOException {
        this.settings = settings;
        this.battery = new HouseBattery(settings.speed(), settings.start(), System.nanoTime());
        end.accept(undo);
        // Whoever ends it meanwhile waits until all there is to end is known.
        synchronized (undo) {
            try {
                Path folder = undo.add(TemporaryFolder.make("demo")).path();
                SerialLibrary.keepIn(folder.resolve("native"));
                Pty pty = undo.add(Pty.open());
                cable = new NoisyLine(pty.master());
                int push = FreePorts.inside(3);
                Wiring outside = new Wiring(Catalog.builtIn(), around(battery, protocols.get()));
                devices = undo.add(Devices.start(outside, new Devices.Pace(settings.speed(), settings.start()), push));
                Map<String, String> places = places(push, pty.device(), devices);
                Path file = Files.writeString(folder.resolve("polymeter.yaml"), DemoConfiguration.house(places));
                Wiring wiring = new Wiring(Catalog.builtIn(), protocols.get());
                Plan plan = plan(file, wiring);
                polymeter = undo.add(Polymeter.remembering(plan));
                readers = List.of(
                        undo.add(Readers.plenticore(cable)),
                        undo.add(Readers.gen24(port(places, "gen24"))),
                        undo.add(Readers.plc(port(places, "plc"))),
                        undo.add(Readers.battery(port(places, "storage"), battery)),
                        undo.add(Readers.charger(
                                port(places, "charger"), folder, plan.settings().state())));
                web = page(file, wiring, plan);
            } catch (IOException | RuntimeException e) {
                undo.close();
                throw e;
            }
        }
    }

    /// Builds the house.
    ///
    /// @param protocols of each Polymeter: one is in the devices
    /// @param end is told what ends the house, before there is anything to end
    /// @throws IOException if this machine has no pseudo-terminals, ports or temporary directory
    public static DemoHouse open(Supplier<List<Protocol>> protocols, Settings settings, Consumer<AutoCloseable> end)
            throws IOException {
        return new DemoHouse(protocols, settings, end);
    }

    private static Map<String, String> places(int push, Path cable, Devices devices) throws IOException {
        Map<String, String> places = new HashMap<>(Map.of(
                "push", String.valueOf(push),
                "page", String.valueOf(FreePorts.from(PAGE)),
                "plc", String.valueOf(FreePorts.from(PLC)),
                "gen24", String.valueOf(FreePorts.from(GEN24)),
                "charger", String.valueOf(FreePorts.from(CHARGER)),
                "storage", String.valueOf(FreePorts.from(STORAGE)),
                "cable", cable.toString()));
        for (String device : List.of("ksem", "inverter", "wallbox", "battery")) {
            places.put(device, String.valueOf(devices.port(device)));
        }
        return places;
    }

    /// The same kinds, with the battery of this house in what is simulated.
    private static List<Protocol> around(HouseholdStage house, List<Protocol> protocols) {
        return protocols.stream()
                .map(kind -> kind instanceof SimulateProtocol ? new SimulateProtocol(house) : kind)
                .toList();
    }

    private Web page(Path file, Wiring wiring, Plan plan) {
        LiveConfiguration configuration = new LiveConfiguration(file, wiring, polymeter);
        ApiContext backstage = new ApiContext(polymeter, configuration, LogBook.ofThisProcess(), settings.version());
        HistoryService recording = undo.add(HistoryService.start(polymeter, plan.settings()));
        LoopWatch loops = new LoopWatch(polymeter);
        Web made = new Web(
                backstage,
                List.of(
                        new DoctorRoutes(loops, new AidTrials(backstage, loops))::register,
                        new MetricsRoutes(backstage, loops)::register,
                        new DrillRoutes(new Drills(polymeter, plan.settings().state(), file, settings.version()))
                                ::register,
                        new HistoryRoutes(recording)::register,
                        new HomeRoutes(backstage, recording)::register,
                        new DemoRoutes(this)::register));
        configuration.onChange(next -> recording.apply(next.settings()));
        configuration.onChange(made::follow);
        made.start(plan);
        polymeter.attach(configuration.watch());
        polymeter.attach(loops);
        return made;
    }

    private static Plan plan(Path file, Wiring wiring) {
        Configuration configuration = Configuration.load(file, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        return plan;
    }

    private static int port(Map<String, String> places, String name) {
        return Integer.parseInt(places.getOrDefault(name, ""));
    }

    /// What is connected to what, one line each.
    public List<String> wiring() {
        return polymeter.plan().describe();
    }

    /// Where the page is, e.g. `http://127.0.0.1:8080/`; waits a moment for it to be there.
    public String page() throws InterruptedException {
        long deadline = System.nanoTime() + PAGE_WITHIN.toNanos();
        while (web.address().isEmpty() && System.nanoTime() < deadline) {
            Ticker.SYSTEM.sleep(Duration.ofMillis(10));
        }
        return web.address()
                .map(InetSocketAddress::getPort)
                .map(port -> "http://127.0.0.1:" + port + "/")
                .orElse("not there: " + polymeter.plan().settings().http().listen() + " is taken");
    }

    /// How Polymeter is.
    public Snapshot snapshot() {
        return polymeter.snapshot();
    }

    /// What the devices that read a meter see.
    public List<Reader.View> readers() {
        return readers.stream().map(Reader::view).toList();
    }

    /// What time it is in the house.
    LocalTime time() {
        return LocalTime.MIDNIGHT.plusSeconds((long) battery.second(System.nanoTime()));
    }

    double speed() {
        return battery.speed();
    }

    /// How late the grid meter's values may be.
    Duration late() {
        return battery.late();
    }

    /// Makes the grid meter slow and late, so that its values are up to so old when they are replaced.
    void late(Duration wanted) {
        battery.late(wanted, System.nanoTime());
    }

    /// What goes wrong now.
    synchronized Set<Fault> faults() {
        return Set.copyOf(faults);
    }

    /// Lets something go wrong, or makes it right again.
    synchronized void fault(Fault fault, boolean active) {
        if (active ? faults.add(fault) : faults.remove(fault)) {
            Relay.Mode ksem = faults.contains(Fault.CUT)
                    ? Relay.Mode.CLOSED
                    : faults.contains(Fault.SILENCE) ? Relay.Mode.SILENT : Relay.Mode.OPEN;
            devices.cable("push").mode(ksem);
            devices.cable("ksem").mode(ksem);
            devices.cable("inverter").mode(faults.contains(Fault.ASLEEP) ? Relay.Mode.CLOSED : Relay.Mode.OPEN);
            cable.noise(faults.contains(Fault.NOISE));
        }
    }

    /// Ends everything and deletes its files.
    @Override
    public void close() throws IOException {
        undo.close();
    }
}
