package io.polymeter.sunspec;

import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The SunSpec chain that a profile declares to be in its device, to be compared with the one that is there.
///
/// @param base the address of the marker
/// @param models in the order they stand
/// @param end the address of the end mark
public record DeclaredChain(int base, List<Model> models, int end) {

    private static final String MARKER = "SunS";
    private static final String ID = ".ID";

    public DeclaredChain {
        models = List.copyOf(models);
    }

    /// What a profile declares; null where it declares none.
    public static @Nullable DeclaredChain of(Profile profile) {
        int base = -1;
        int end = -1;
        List<Model> models = new ArrayList<>();
        List<Row> rows = profile.rows();
        for (int i = 0; i + 1 < rows.size(); i++) {
            Row row = rows.get(i);
            String fixed = row.fixed();
            if (row.name().equals(MARKER)) {
                base = row.range().address();
            } else if (base >= 0 && fixed != null && row.name().equals("End" + ID)) {
                end = row.range().address();
            } else if (base >= 0 && fixed != null && row.name().endsWith(ID)) {
                String length = rows.get(i + 1).fixed();
                if (length != null && rows.get(i + 1).name().endsWith(".L")) {
                    models.add(new Model(Integer.parseInt(fixed), row.range().address(), Integer.parseInt(length)));
                }
            }
        }
        return base < 0 || models.isEmpty() ? null : new DeclaredChain(base, models, end < 0 ? base + 2 : end);
    }

    /// Whether a device of a walked chain is of this kind: a meter is no inverter.
    public boolean describes(ChainDevice device) {
        ChainDevice own = new ChainDevice(models);
        return !own.measures() || own.isMeter() && device.isMeter() || own.isInverter() && device.isInverter();
    }

    /// Whether a device has exactly this chain.
    public boolean matches(Chain walked) {
        return walked.base() == base && walked.models().equals(models);
    }

    /// The profile with a chain to be walked in place of the declared one.
    public Profile walked(Profile profile) {
        List<Integer> bases = new ArrayList<>(List.of(base));
        for (int usual : List.of(40000, 50000, 0)) {
            if (usual != base) {
                bases.add(usual);
            }
        }
        Group live = profile.group("live").orElseThrow();
        List<Span> missing = profile.spans().stream()
                .filter(span -> span.range().address() >= base && span.range().address() < end + 2)
                .toList();
        return profile.without(missing).walking(new Profile.Chain(bases, live, live, false));
    }
}
