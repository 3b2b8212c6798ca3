package io.polymeter.fleet.api;

import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.ca.EnrolServer;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.group.Registration.Access;
import io.polymeter.fleet.site.Quarter;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Admits by the registry: however many are asked at once, here and elsewhere, a code counts once.
public final class SiteAdmissions implements EnrolServer.Admissions {

    private final Registry registry;

    public SiteAdmissions(Actions actions) {
        registry = actions.registry();
    }

    /// What of the registry decides, and makes the certificate.
    private interface Decision {

        /// @return empty for no certificate
        Optional<Made> of(Map<String, Registration> known) throws IOException;
    }

    /// A certificate, and what it makes of its site.
    private record Made(X509Certificate certificate, String node, Registration changed) {}

    @Override
    public Optional<X509Certificate> enrol(String digest, EnrolServer.Issuer issuer) throws IOException {
        return certify("enrol", known -> {
            long now = System.currentTimeMillis();
            for (Map.Entry<String, Registration> site : known.entrySet()) {
                Access access = site.getValue().access();
                if (access.invitation().equals(digest) && now < access.until()) {
                    X509Certificate made = issuer.issue(site.getKey());
                    Access enrolled = access.enrolled(Authority.serial(made), Quarter.of(now) + Quarter.MILLIS);
                    return Optional.of(
                            new Made(made, site.getKey(), site.getValue().with(enrolled)));
                }
            }
            return Optional.empty();
        });
    }

    @Override
    public Optional<X509Certificate> renew(String node, String serial, EnrolServer.Issuer issuer) throws IOException {
        return certify("renew", all -> {
            Registration known = all.get(node);
            if (known == null || !known.access().admits(serial)) {
                return Optional.empty();
            }
            X509Certificate made = issuer.issue(node);
            // Who renews with the former one has lost the last one.
            Access renewed = known.access().renewed(serial, Authority.serial(made));
            return Optional.of(new Made(made, node, known.with(renewed)));
        });
    }

    private Optional<X509Certificate> certify(String action, Decision decision) throws IOException {
        List<X509Certificate> issued = new ArrayList<>(1);
        registry.change(known -> {
            issued.clear();
            Optional<Made> made = decision.of(known);
            made.ifPresent(found -> issued.add(found.certificate()));
            return made
                    .map(found -> new Registry.Edit(
                            found.node(),
                            found.changed(),
                            Actions.line(
                                    found.node(),
                                    action,
                                    found.node(),
                                    "certificate " + found.changed().access().serial())))
                    .stream()
                    .toList();
        });
        return issued.stream().findFirst();
    }
}
