package io.polymeter.link.shelly;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.kind.PhaseRule;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.OutputCounters.Reason;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.view.Served;
import io.polymeter.view.ShownValues;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The methods of a Shelly Pro 3EM (Shelly API documentation). Any thread.
final class ShellyMethods {

    private static final Set<String> POWER = Set.of("em.getstatus", "em1.getstatus", "shelly.getstatus");

    private final ShownMeter meter;
    private final PhaseRule rule;
    private final ShellyComponents components;
    private final MinuteAnswers minutes;
    private final Map<String, Method> methods = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /// Answers a call.
    private interface Method extends BiFunction<JsonValue, Caller, RpcAnswer> {}

    /// Who calls.
    ///
    /// @param address ours, as the caller sees it
    record Caller(String address) {}

    ShellyMethods(ShownMeter meter, PhaseRule rule, ShellyComponents components, MinuteAnswers minutes) {
        this.meter = meter;
        this.rule = rule;
        this.components = components;
        this.minutes = minutes;
        methods.put("EM.GetStatus", instance((_, _) -> power()));
        methods.put("EM1.GetStatus", instance((_, _) -> total()));
        methods.put("EM.GetConfig", instance((_, _) -> RpcAnswer.result(components.meterConfig())));
        methods.put("EMData.GetStatus", instance((_, _) -> energy()));
        methods.put("EMData.GetConfig", instance((_, _) -> RpcAnswer.result(new JsonObject())));
        methods.put("EMData.GetRecords", instance((parameters, _) -> minutes.records(parameters)));
        methods.put("EMData.GetData", instance((parameters, _) -> minutes.data(parameters)));
        methods.put("EMData.GetNetEnergies", instance((parameters, _) -> minutes.net(parameters)));
        methods.put("Shelly.GetStatus", (_, caller) -> status(caller));
        methods.put(
                "Shelly.GetDeviceInfo",
                (_, _) -> RpcAnswer.result(components.device().info()));
        methods.put("Shelly.GetConfig", (_, _) -> RpcAnswer.result(components.config()));
        methods.put("Shelly.ListMethods", (_, _) -> RpcAnswer.result(new JsonObject().put("methods", names())));
        methods.put("Shelly.GetComponents", (_, _) -> RpcAnswer.result(components.list()));
        methods.put("Shelly.CheckForUpdate", (_, _) -> RpcAnswer.result(new JsonObject()));
        methods.put("Script.List", (_, _) -> RpcAnswer.result(new JsonObject().put("scripts", List.of())));
        for (String component : ShellyComponents.NAMES) {
            methods.put(component + ".GetStatus", (_, caller) -> {
                JsonObject own = components.status(component, caller.address());
                return RpcAnswer.result(own);
            });
            methods.put(component + ".GetConfig", (_, _) -> RpcAnswer.result(components.config(component)));
        }
    }

    private Collection<String> names() {
        return methods.keySet().stream()
                .filter(name -> !name.startsWith("EM1."))
                .toList();
    }

    /// What it says about its records by the minute.
    MinuteAnswers minutes() {
        return minutes;
    }

    /// True for a method that tells the power, so that whoever calls it may wait for the next.
    static boolean tellsPower(String name) {
        return POWER.contains(name.toLowerCase(Locale.ROOT));
    }

    /// Calls a method.
    ///
    /// @param name as the caller writes it, in whatever case
    /// @param parameters an object, or null
    RpcAnswer call(String name, JsonValue parameters, Caller caller) {
        Method method = methods.get(name);
        if (method != null) {
            return method.apply(parameters, caller);
        }
        boolean changes =
                name.toLowerCase(Locale.ROOT).matches("\\w{1,32}\\.(set|reset|reboot|factory|update|put|delete).*");
        return new RpcAnswer.Failure(
                RpcAnswer.NO_HANDLER,
                "No handler for " + (name.length() > 64 ? name.substring(0, 64) : name),
                changes ? Reason.WRITE : Reason.NO_SUCH_ADDRESS);
    }

    /// A component of which there is one, with the id 0.
    private static Method instance(Method method) {
        return (parameters, caller) -> {
            JsonValue id = parameters.get("id");
            String text = switch (id) {
                case null -> "0";
                case JsonValue.NumberValue(String literal) -> literal;
                case JsonValue.StringValue(String literal) -> literal;
                default -> "";
            };
            if (!text.matches("[0-9]{1,9}")) {
                return new RpcAnswer.Failure(
                        RpcAnswer.INVALID_ARGUMENT, "Invalid argument 'id'", Reason.NO_SUCH_ADDRESS);
            }
            return Integer.parseInt(text) == 0
                    ? method.apply(parameters, caller)
                    : new RpcAnswer.Failure(
                            RpcAnswer.NOT_FOUND,
                            "Argument 'id', value " + text + " not found!",
                            Reason.NO_SUCH_ADDRESS);
        };
    }

    /// What is said while there are no values; null: they are said to be not available.
    private @Nullable RpcAnswer lost(ShownValues values) {
        Served.Reason reason = values.lost();
        if (reason == null) {
            return null;
        }
        return switch (meter.whenStale()) {
            case NOT_AVAILABLE -> null;
            case SILENT -> new RpcAnswer.Silence();
            case null -> RpcAnswer.unavailable(reason);
            case EXCEPTION, HOLD -> RpcAnswer.unavailable(reason);
        };
    }

    private RpcAnswer power() {
        ShownValues values = meter.now();
        RpcAnswer lost = lost(values);
        return lost != null ? lost : RpcAnswer.values(new EnergyMeterStatus(values, rule).power(), values);
    }

    /// For those who take a meter of one phase for the whole.
    private RpcAnswer total() {
        ShownValues values = meter.now();
        RpcAnswer lost = lost(values);
        JsonValue watts = new EnergyMeterStatus(values, rule).power().build().get("total_act_power");
        return lost != null || watts == null
                ? lost == null ? RpcAnswer.unavailable(Served.Reason.NOT_RECEIVED) : lost
                : RpcAnswer.values(new JsonObject().put("id", 0).put("act_power", watts), values);
    }

    private RpcAnswer energy() {
        EnergyMeterStatus status = new EnergyMeterStatus(meter.now(), rule);
        if (!status.hasEnergy() && meter.whenStale() != WhenStale.NOT_AVAILABLE) {
            return meter.whenStale() == WhenStale.SILENT
                    ? new RpcAnswer.Silence()
                    : RpcAnswer.unavailable(Served.Reason.NOT_RECEIVED);
        }
        return RpcAnswer.values(status.energy(), status.values());
    }

    private RpcAnswer status(Caller caller) {
        ShownValues values = meter.now();
        RpcAnswer lost = lost(values);
        return lost != null
                ? lost
                : RpcAnswer.values(components.status(new EnergyMeterStatus(values, rule), caller.address()), values);
    }
}
