package io.polymeter.app.demo;

import java.util.Map;

/// The two configurations of the demonstration: that of the house, which a person can read and change on the page,
/// and that of the simulated devices.
final class DemoConfiguration {

    private DemoConfiguration() {}

    /// What Polymeter is told. Places in angle brackets are filled.
    private static final String HOUSE = """
        # The house of the demonstration. Its devices are simulated; Polymeter and what lies between are real.
        # Change something and try it: this file is yours until the demonstration ends.
        site: { name: Demo house }
        http: { listen: "127.0.0.1:<page>" }
        history: { keep: { second: 1d, minute: 2d, quarter-hour: 2d } }

        meters:
          grid:       # KOSTAL Smart Energy Meter: pushes power five times a second, is polled for the rest
            profile: kostal-ksem
            modbus: { push: "tcp://127.0.0.1:<push>", poll: "tcp://127.0.0.1:<ksem>" }
          pv:         # KACO inverter: a SunSpec model chain
            profile: kaco-blueplanet
            modbus: { poll: "tcp://127.0.0.1:<inverter>", every: 500ms }
          battery:    # JSON over HTTP; charging is positive
            http:
              url: "http://127.0.0.1:<battery>/status"
              every: 500ms
              points:
                active-power: power
                state-of-charge: charge
                active-energy-import: { json: charged, unit: kWh }
                active-energy-export: { json: discharged, unit: kWh }
            role: storage
            fresh-for: 3s
          wallbox:    # an Eastron meter in the wallbox
            profile: eastron-sdm630
            modbus: { poll: "tcp://127.0.0.1:<wallbox>", every: 500ms }
            role: vehicle
          house:      # measured by nobody: what is left over
            sum: [grid, pv, -battery, -wallbox]
            role: consumer
            fresh-for: 4s

        outputs:
          plenticore:         # sees the KSEM on RS485, register by register
            meter: grid
            modbus: { serve: "rtu://<cable>" }
          gen24:              # wants a Fronius Smart Meter, and gets one
            meter: grid
            profile: fronius-smart-meter
            modbus: { serve: "tcp://127.0.0.1:<gen24>", unit: 240 }
            identity: { serial: "4711" }
          plc:
            meter: grid
            modbus: { serve: "tcp://127.0.0.1:<plc>", unit: 1 }
          battery-inverter:   # charges and discharges the battery on what it reads, about twice a second
            meter: grid
            steers: [battery]
            modbus: { serve: "tcp://127.0.0.1:<storage>" }
          plc-wallbox:        # the same port, another unit
            meter: wallbox
            modbus: { serve: "tcp://127.0.0.1:<plc>", unit: 2 }
          charger:            # over TLS; its certificate waits on the page until somebody accepts it
            meter: grid
            modbus: { serve: "tls://127.0.0.1:<charger>" }
        """;

    /// A KSEM pushes totals and phases: here each is an output of its own.
    private static final String DEVICES = """
        meters:
          ksem:     { profile: kostal-ksem, simulate: { scenario: summer-day, <pace> } }
          inverter: { profile: kaco-blueplanet, simulate: { scenario: summer-day/pv, <pace> } }
          wallbox:  { profile: eastron-sdm630, simulate: { scenario: summer-day/wallbox, <pace> } }
          battery:  { simulate: { scenario: summer-day/battery, <pace> } }
        outputs:
          slave:    { meter: ksem, modbus: { serve: "tcp://127.0.0.1:<ksem>" } }
          totals:   { meter: ksem, modbus: { push: "tcp://127.0.0.1:<push>", send: { power: total, energy: total } } }
          phases:   { meter: ksem, modbus: { push: "tcp://127.0.0.1:<push>", send: { power: phases, energy: phases } } }
          sunspec:  { meter: inverter, modbus: { serve: "tcp://127.0.0.1:<inverter>" } }
          charging: { meter: wallbox, modbus: { serve: "tcp://127.0.0.1:<wallbox>" } }
        """;

    static String house(Map<String, String> places) {
        return filled(HOUSE, places);
    }

    static String devices(Map<String, String> places) {
        return filled(DEVICES, places);
    }

    private static String filled(String text, Map<String, String> places) {
        String filled = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            filled = filled.replace("<" + place.getKey() + ">", place.getValue());
        }
        return filled;
    }
}
