package io.polymeter.config.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Lets a value stand for a whole mapping: on a record, a scalar or list is taken as the component of this name; on
/// a component that is a map, a scalar is taken as the entry of this name.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Shorthand {

    String value();
}
