package io.polymeter.sunspec;

import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// One of the devices whose models stand in one chain. Each begins with a common model of its own, or is a meter model
/// behind an inverter's, without names.
///
/// @param models in the order they stand
public record ChainDevice(List<Model> models) {

    public ChainDevice {
        models = List.copyOf(models);
    }

    /// Divides a chain.
    static List<ChainDevice> of(List<Model> chain) {
        List<List<Model>> devices = new ArrayList<>();
        int first = 0;
        for (Model model : chain) {
            if (devices.isEmpty()
                    || model.id() == Model.COMMON && !devices.getLast().isEmpty()) {
                first = devices.size();
                devices.add(new ArrayList<>());
            }
            int at = first;
            while (model.measures() && at < devices.size() && isOther(devices.get(at), model)) {
                at++;
            }
            if (at == devices.size()) {
                devices.add(new ArrayList<>());
            }
            devices.get(at).add(model);
        }
        return devices.stream().map(ChainDevice::new).toList();
    }

    /// A meter is no inverter, and no device has a model twice.
    private static boolean isOther(List<Model> device, Model model) {
        return device.stream()
                .anyMatch(
                        other -> other.measures() && (other.isMeter() != model.isMeter() || other.id() == model.id()));
    }

    /// True for a meter.
    public boolean isMeter() {
        return models.stream().anyMatch(Model::isMeter);
    }

    /// True for an inverter.
    public boolean isInverter() {
        return models.stream().anyMatch(Model::isInverter);
    }

    /// True where it is known how to read what it measures.
    public boolean measures() {
        return models.stream().anyMatch(Model::measures);
    }

    /// True where it has names of its own.
    public boolean isNamed() {
        return models.getFirst().id() == Model.COMMON;
    }

    boolean has(int id) {
        return models.stream().anyMatch(model -> model.id() == id);
    }

    /// What it is, e.g. `meter (203)`.
    public Message words() {
        String ids = models.stream()
                .filter(model -> !measures() || model.measures())
                .map(model -> String.valueOf(model.id()))
                .collect(Collectors.joining(", "));
        return isMeter()
                ? Message.of("chain-meter", "meter ({models})", ids)
                : isInverter()
                        ? Message.of("chain-inverter", "inverter ({models})", ids)
                        : Message.of("chain-device", "device ({models})", ids);
    }
}
