package io.polymeter.point;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One measured quantity at one place; interned, so points are compared by identity and carry a small dense
/// index.
///
/// The name is the quantity's for the total (`active-power`) and has the phase behind a dot else
/// (`active-power.L1`).
public final class Point {

    private static final Map<Quantity, Map<Phase, Point>> TABLE = new EnumMap<>(Quantity.class);
    private static final List<Point> ALL;
    private static final Map<String, Point> BY_NAME = new HashMap<>();

    static {
        List<Point> all = new ArrayList<>();
        for (Quantity quantity : Quantity.values()) {
            for (Phase phase : Phase.values()) {
                if (quantity.places().contains(phase)) {
                    Point point = new Point(quantity, phase, all.size());
                    all.add(point);
                    TABLE.computeIfAbsent(quantity, _ -> new EnumMap<>(Phase.class))
                            .put(phase, point);
                    BY_NAME.put(point.name(), point);
                }
            }
        }
        ALL = List.copyOf(all);
    }

    private final Quantity quantity;
    private final Phase phase;
    private final int index;

    private Point(Quantity quantity, Phase phase, int index) {
        this.quantity = quantity;
        this.phase = phase;
        this.index = index;
    }

    /// The total of a quantity.
    public static Point of(Quantity quantity) {
        return of(quantity, Phase.TOTAL);
    }

    /// A quantity at a place.
    ///
    /// @throws IllegalArgumentException for a place where it is not measured, such as a phase of a serial number
    public static Point of(Quantity quantity, Phase phase) {
        Point point = TABLE.getOrDefault(quantity, Map.of()).get(phase);
        if (point == null) {
            throw new IllegalArgumentException(quantity.id() + " is not measured at " + phase);
        }
        return point;
    }

    /// Reads a name such as `voltage` or `voltage.L1`.
    public static Optional<Point> parse(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// Every point, by index.
    public static List<Point> all() {
        return ALL;
    }

    /// How many points there are; every index is below.
    public static int count() {
        return ALL.size();
    }

    /// The quantity.
    public Quantity quantity() {
        return quantity;
    }

    /// The place.
    public Phase phase() {
        return phase;
    }

    /// A dense number from 0, stable within one run of the program only.
    public int index() {
        return index;
    }

    /// The unit of its values.
    public Unit unit() {
        return quantity.unit();
    }

    /// The name in configuration, profiles, API and topics.
    public String name() {
        return phase == Phase.TOTAL ? quantity.id() : quantity.id() + "." + phase;
    }

    /// The OBIS code `1-0:C.D.E` (IEC 62056-61), empty where there is none.
    public Optional<String> obis() {
        int step = switch (phase) {
            case TOTAL -> 0;
            case L1 -> 20;
            case L2 -> 40;
            case L3 -> 60;
            case L12, L23, L31, N, S1, S2, S3, S4, S5, S6, S7, S8 -> -1;
        };
        String code = quantity.obis();
        if (code.isEmpty() || step < 0 || quantity == Quantity.FREQUENCY && step > 0) {
            return Optional.empty();
        }
        int dot = code.indexOf('.');
        return Optional.of("1-0:" + (Integer.parseInt(code.substring(0, dot)) + step) + code.substring(dot));
    }

    /// The name in SunSpec's meter and inverter models, e.g. `WphA`; empty where there is none.
    public Optional<String> sunspec() {
        String name = quantity.sunspec();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return switch (phase) {
            case TOTAL -> Optional.of(name);
            case L1 -> Optional.of(name + phaseMark("A"));
            case L2 -> Optional.of(name + phaseMark("B"));
            case L3 -> Optional.of(name + phaseMark("C"));
            case L12 -> Optional.of(name + "phAB");
            case L23 -> Optional.of(name + "phBC");
            case L31 -> Optional.of(name + "phCA");
            case N, S1, S2, S3, S4, S5, S6, S7, S8 -> Optional.empty();
        };
    }

    private String phaseMark(String letter) {
        return quantity.kind() == Quantity.Kind.ENERGY ? "Ph" + letter : "ph" + letter;
    }

    @Override
    public String toString() {
        return name();
    }
}
