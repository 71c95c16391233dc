/* Put before the C that mypyc makes of our modules: what it asks the interpreter for, had at once.

   mypyc 2.4 tests the classes in `case pay_bill.Ending(inner):` with PyObject_IsInstance, which for every class that does
   not fit asks the object for its __class__; it reads `inner`, `Condition.READY` and `pay_bill.Ending` by their names.
   The kiosk's flows are made of such tests. */

/* One place in the code sees few classes: what it found for each of them is kept there. Classes and modules stay. */
#define QUICK_WAYS 4
#define QUICK_ANSWERS 32

/* None of our objects says that it is of another class than it is. */
static __attribute__((noinline)) int quick_is_heir(PyTypeObject *kind, PyObject *wanted) {
    PyObject *bases = kind->tp_mro;
    for (Py_ssize_t base = 1; base < PyTuple_GET_SIZE(bases); base++)
        if (PyTuple_GET_ITEM(bases, base) == wanted)
            return 1;
    return 0;
}

static inline int quick_is_kind(PyTypeObject *kind, PyObject *wanted) {
    return (PyObject *)kind == wanted || quick_is_heir(kind, wanted);
}

/* A union or an enumeration, and what came out for the classes of which the objects were that were tested for it. */
struct quick_test {
    PyObject *wanted;
    struct quick_answer {
        PyTypeObject *kind;
        int found;
    } answers[QUICK_ANSWERS];
};

static inline struct quick_answer *quick_answer(struct quick_test *place, PyTypeObject *kind) {
    return &place->answers[((uintptr_t)kind >> 5 ^ (uintptr_t)kind >> 11) % QUICK_ANSWERS];
}

/* True where nobody but the object's class decides: no class that has a test of its own, as those of `abc` have. */
static int quick_is_plain(PyObject *wanted) {
    if (PyType_Check(wanted)) {
        static PyObject *name;
        if (name == NULL && (name = PyUnicode_InternFromString("__instancecheck__")) == NULL)
            return -1;
        return _PyType_Lookup(Py_TYPE(wanted), name) == _PyType_Lookup(&PyType_Type, name);
    }
    PyObject *members = PyTuple_Check(wanted) ? Py_NewRef(wanted) : PyObject_GetAttrString(wanted, "__args__");
    if (members == NULL)
        return -1;
    int plain = PyTuple_Check(members);
    for (Py_ssize_t each = 0; plain > 0 && each < PyTuple_GET_SIZE(members); each++)
        plain = quick_is_plain(PyTuple_GET_ITEM(members, each));
    Py_DECREF(members);
    return plain;
}

static __attribute__((noinline)) int quick_try(struct quick_test *place, PyObject *object, PyObject *wanted) {
    if (PyTuple_CheckExact(wanted)) {
        for (Py_ssize_t each = 0; each < PyTuple_GET_SIZE(wanted); each++) {
            PyObject *one = PyTuple_GET_ITEM(wanted, each);
            int found = PyType_CheckExact(one) ? quick_is_kind(Py_TYPE(object), one) : PyObject_IsInstance(object, one);
            if (found)
                return found;
        }
        return 0;
    }
    int found = PyObject_IsInstance(object, wanted);
    if (found < 0)
        return found;
    if (place->wanted == NULL) {
        int plain = quick_is_plain(wanted);
        if (plain <= 0) {
            PyErr_Clear();
            return found;
        }
        place->wanted = Py_NewRef(wanted);
    }
    if (place->wanted == wanted)
        *quick_answer(place, Py_TYPE(object)) = (struct quick_answer){Py_TYPE(object), found};
    return found;
}

static inline int quick_is_instance(struct quick_test *place, PyObject *object, PyObject *wanted) {
    if (PyType_CheckExact(wanted))
        return quick_is_kind(Py_TYPE(object), wanted);
    struct quick_answer *answer = quick_answer(place, Py_TYPE(object));
    if (place->wanted == wanted && answer->kind == Py_TYPE(object))
        return answer->found;
    return quick_try(place, object, wanted);
}

/* A field or a method of a class. */
struct quick_field {
    PyTypeObject *kind;
    PyGetSetDef *field;
    PyObject *method;
};

/* What one place in the code reads. */
struct quick_place {
    PyObject *name;
    struct quick_field fields[QUICK_WAYS];
    int next;
    PyObject *owner; /* an enumeration or a module */
    PyObject *value; /* its member; or what is in the module, borrowed from its dict while that has this version */
    PyDictObject *dict;
    uint64_t version;
};

static inline PyObject *quick_read(struct quick_field *found, PyObject *object) {
    if (found->field != NULL)
        return found->field->get(object, found->field->closure);
    return Py_TYPE(found->method)->tp_descr_get(found->method, object, (PyObject *)found->kind);
}

static void quick_keep(struct quick_place *place, PyObject *object, PyObject *name, PyObject *value) {
    PyTypeObject *kind = Py_TYPE(object);
    if (kind->tp_getattro == PyObject_GenericGetAttr && (kind->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        PyObject *found = _PyType_Lookup(kind, name);
        if (found == NULL || !(Py_IS_TYPE(found, &PyGetSetDescr_Type) || Py_IS_TYPE(found, &PyMethodDescr_Type)))
            return;
        if (Py_IS_TYPE(found, &PyMethodDescr_Type) && kind->tp_dictoffset != 0)
            return; /* an object's own dict may hide a method */
        struct quick_field *field = &place->fields[place->next];
        place->next = (place->next + 1) % QUICK_WAYS;
        field->kind = kind;
        field->field = Py_IS_TYPE(found, &PyGetSetDescr_Type) ? ((PyGetSetDescrObject *)found)->d_getset : NULL;
        field->method = field->field == NULL ? found : NULL;
    } else if (PyType_Check(object) && !PyType_CheckExact(object) && (PyObject *)Py_TYPE(value) == object) {
        place->owner = object; /* a member of an enumeration stays what it is, and so does the enumeration */
        place->value = Py_NewRef(value);
        place->dict = NULL;
    } else if (PyModule_CheckExact(object) && (place->owner == NULL || place->owner == object)) {
        PyDictObject *dict = (PyDictObject *)PyModule_GetDict(object);
        if (PyDict_GetItemWithError((PyObject *)dict, name) != value)
            return;
        place->owner = object;
        place->value = value;
        place->dict = dict;
        place->version = dict->ma_version_tag;
    } else
        return;
    if (place->name == NULL)
        place->name = Py_NewRef(name); /* kept, so that no other name is ever found at its address */
}

static __attribute__((noinline)) PyObject *quick_look(struct quick_place *place, PyObject *object, PyObject *name) {
    if (place->name == name)
        for (int way = 1; way < QUICK_WAYS; way++)
            if (place->fields[way].kind == Py_TYPE(object))
                return quick_read(&place->fields[way], object);
    PyObject *value = PyObject_GetAttr(object, name);
    if (value != NULL && (place->name == NULL || place->name == name))
        quick_keep(place, object, name, value);
    return value;
}

static inline PyObject *quick_attribute(struct quick_place *place, PyObject *object, PyObject *name) {
    if (place->name == name) {
        if (place->fields[0].kind == Py_TYPE(object))
            return quick_read(&place->fields[0], object);
        if (place->owner == object && (place->dict == NULL || place->dict->ma_version_tag == place->version))
            return Py_NewRef(place->value);
    }
    return quick_look(place, object, name);
}

/* Globals are looked up by name. A dict's version is another one after every change, and no two dicts have the same. */
struct quick_global {
    uint64_t version;
    PyObject *name;
    PyObject *value;
    int misses; /* of a place that looks things up in a dict of its own */
};

static __attribute__((noinline)) PyObject *quick_search(struct quick_global *place, PyObject *dict, PyObject *name) {
    PyObject *value = CPyDict_GetItem(dict, name);
    if (value != NULL && place->misses < 8 && PyDict_CheckExact(dict) && PyUnicode_CheckExact(name)) {
        place->misses++;
        place->version = ((PyDictObject *)dict)->ma_version_tag;
        Py_XSETREF(place->name, Py_NewRef(name));
        place->value = value; /* borrowed from the dict, which holds it while its version is this one */
    }
    return value;
}

static inline PyObject *quick_item(struct quick_global *place, PyObject *dict, PyObject *name) {
    if (place->name == name && PyDict_CheckExact(dict) && ((PyDictObject *)dict)->ma_version_tag == place->version)
        return Py_NewRef(place->value);
    return quick_search(place, dict, name);
}

#undef PyObject_TypeCheck
#define PyObject_TypeCheck(object, wanted) quick_is_kind(Py_TYPE(object), (PyObject *)(wanted))
#define CPy_TypeCheck(object, wanted) quick_is_kind(Py_TYPE(object), wanted)
#define PyObject_IsInstance(object, wanted) \
    __extension__({ \
        static struct quick_test place_; \
        quick_is_instance(&place_, object, wanted); \
    })
#define PyObject_GetAttr(object, name) \
    __extension__({ \
        static struct quick_place place_; \
        quick_attribute(&place_, object, name); \
    })
#define CPyDict_GetItem(dict, name) \
    __extension__({ \
        static struct quick_global place_; \
        quick_item(&place_, dict, name); \
    })
