package io.polymeter.link.modbus.poll;

import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.DeclaredChain;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a device turned out to be: which models its SunSpec chain has, and, where the configuration does not say,
/// which meter it is and at which unit id. Kept from one connection to the next, so that a device that comes back
/// in the morning is known, and another one in its place is noticed. For the thread of one link.
final class DeviceIdentity {

    /// What `profile: auto` has to find out.
    ///
    /// @param units where the device may be, in this order; one where it was configured
    record Search(List<Integer> units) {

        /// Unit ids that devices have as they come: most have 1, loggers of inverters up to 3 (KACO), 126, 200 and
        /// 240 are usual with SunSpec (SolarEdge, Fronius), 71 with KOSTAL, 247 is the last one.
        public static final List<Integer> USUAL = List.of(1, 2, 3, 126, 240, 200, 71, 247, 100, 4, 5);

        public Search {
            units = List.copyOf(units);
        }

        /// Where and how it looks, for people.
        public String words() {
            return (units.size() == 1 ? "unit " : "the first match of units ") + list(units)
                    + " (auto): SunSpec chain at 40000, 50000 or 0, otherwise known meters";
        }
    }

    /// What a look at the device showed.
    enum Seen {
        /// It is what it was.
        SAME,
        /// It was not known before.
        FIRST,
        /// Another chain, or another meter: nothing that was received before counts.
        OTHER
    }

    private final Profile configured;
    private final @Nullable Search search;
    /// The chain that the profile says the device has; null where it says none, or the chain is walked anyway.
    private final @Nullable DeclaredChain declared;

    private @Nullable IdentifiedDevice found;
    private Profile base;
    private int unit;
    /// Where in its list the search goes on.
    private int turn;

    /// @param unit as configured; without meaning where there is a search
    /// @param search null where the configuration names the device
    DeviceIdentity(Profile named, int unit, @Nullable Search search) {
        this.configured = search == null ? named : Catalog.builtIn().auto();
        this.unit = unit;
        this.search = search;
        this.declared = search == null && named.sunspec() == null ? DeclaredChain.of(named) : null;
        this.base = configured;
    }

    /// True where there is anything to look at.
    boolean isNeeded() {
        return configured.sunspec() != null || declared != null;
    }

    /// True where nobody said which device it is.
    boolean isSearch() {
        return search != null;
    }

    /// True where the profile says which chain the device has.
    boolean isDeclared() {
        return declared != null;
    }

    /// False while nobody knows which registers the device has.
    boolean isDone() {
        return search == null && declared == null || found != null;
    }

    /// The register map, with the chain as it was walked.
    Profile base() {
        return base;
    }

    /// The chain, null where there is none.
    @Nullable
    Chain chain() {
        return found == null ? null : found.chain();
    }

    /// The unit id at which the device answers.
    int unit() {
        return unit;
    }

    /// What it is, for people.
    String words() {
        return found == null ? "not known yet" : found.words();
    }

    /// Looks what the device is now.
    ///
    /// @throws IOException if it does not answer; or, in words for people, if nothing known fits
    Seen look(ModbusClient client) throws IOException, InterruptedException {
        if (declared != null) {
            return seen(compared(client, declared));
        }
        if (search == null) {
            return seen(new DeviceProbe(client, unit).as(configured));
        }
        if (found == null) {
            return seen(search(client, search.units()));
        }
        IdentifiedDevice now = new DeviceProbe(client, unit).identify();
        if (now == null) {
            throw new IOException("the device at unit " + unit + " no longer identifies as " + words());
        }
        return seen(now);
    }

    /// The device as its profile declares it; where it has other models, as they are.
    private IdentifiedDevice compared(ModbusClient client, DeclaredChain expected)
            throws IOException, InterruptedException {
        Profile walking = expected.walked(configured);
        Chain walked = new DeviceProbe(client, unit).as(walking).chain();
        if (walked == null) {
            throw new IOException("no SunSpec chain at unit " + unit + ": not a " + configured.title());
        }
        return new IdentifiedDevice(expected.matches(walked) ? configured : walking, walked);
    }

    /// What the device has in place of what its profile declares; null where it has that.
    @Nullable
    String difference() {
        IdentifiedDevice here = found;
        return declared == null || here == null || here.profile() == configured ? null : here.words();
    }

    private Seen seen(IdentifiedDevice now) {
        IdentifiedDevice before = found;
        if (now.equals(before)) {
            return Seen.SAME;
        }
        found = now;
        base = now.registers();
        return before == null ? Seen.FIRST : Seen.OTHER;
    }

    /// Tries one unit id after the other. One that does not answer ends the attempt: the next one, after a
    /// back-off, goes on behind it.
    private IdentifiedDevice search(ModbusClient client, List<Integer> units) throws IOException, InterruptedException {
        for (int i = 0; i < units.size(); i++) {
            unit = units.get((turn + i) % units.size());
            try {
                IdentifiedDevice here = new DeviceProbe(client, unit).identify();
                if (here != null) {
                    return here;
                }
            } catch (DeviceProbe.NobodyThereException e) {
                if (units.size() == 1) {
                    throw e;
                }
            } catch (NoResponseException e) {
                turn = (turn + i + 1) % units.size();
                throw units.size() == 1 ? e : new IOException("no reply yet from units " + list(units), e);
            }
        }
        throw new IOException("no SunSpec chain at 40000, 50000 or 0 and no known meter at "
                + (units.size() == 1 ? "unit " : "units ") + list(units) + "; set the profile and the unit id");
    }

    private static String list(List<Integer> units) {
        return units.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
