/* Put before the C that mypyc makes of our modules: what it asks the interpreter for, had at once.

   mypyc 2.4 tests the classes in `case pay_bill.Ending(inner):` with PyObject_IsInstance, which for every class that does
   not fit asks the object for its __class__; it reads `inner`, `Condition.READY` and `pay_bill.Ending` by their names.
   The kiosk's flows are made of such tests. */

/* None of our objects says that it is of another class than it is. */
static inline int quick_is_instance(PyObject *object, PyObject *kinds) {
    PyTypeObject *kind = Py_TYPE(object);
    if ((PyObject *)kind == kinds)
        return 1;
    if (!PyType_CheckExact(kinds))
        return PyObject_IsInstance(object, kinds);
    for (Py_ssize_t base = 1; base < PyTuple_GET_SIZE(kind->tp_mro); base++)
        if (PyTuple_GET_ITEM(kind->tp_mro, base) == kinds)
            return 1;
    return 0;
}

/* What one place in the code read last: a place that reads one name sees one class nearly every time. */
struct quick_place {
    PyObject *name;
    PyTypeObject *kind; /* whose field it is */
    PyGetSetDef *field;
    PyObject *enumeration; /* whose member it is */
    PyObject *member;
};

static __attribute__((noinline)) PyObject *quick_look(struct quick_place *place, PyObject *object, PyObject *name) {
    PyTypeObject *kind = Py_TYPE(object);
    PyObject *value = PyObject_GetAttr(object, name);
    if (value == NULL || (place->name != NULL && place->name != name))
        return value;
    if (kind->tp_getattro == PyObject_GenericGetAttr && (kind->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        PyObject *found = _PyType_Lookup(kind, name);
        if (found != NULL && Py_IS_TYPE(found, &PyGetSetDescr_Type)) {
            place->kind = kind;
            place->field = ((PyGetSetDescrObject *)found)->d_getset;
            place->name = Py_XNewRef(name); /* kept, so that no other name is ever found at its address */
        }
    } else if (PyType_Check(object) && !PyType_CheckExact(object) && (PyObject *)Py_TYPE(value) == object) {
        place->enumeration = object; /* a member of an enumeration stays what it is, and so does the enumeration */
        place->member = Py_NewRef(value);
        place->name = Py_XNewRef(name);
    }
    return value;
}

static inline PyObject *quick_attribute(struct quick_place *place, PyObject *object, PyObject *name) {
    if (place->name == name) {
        if (place->kind == Py_TYPE(object))
            return place->field->get(object, place->field->closure);
        if (place->enumeration == object)
            return Py_NewRef(place->member);
    } else if (PyModule_CheckExact(object)) {
        PyObject *found = PyDict_GetItemWithError(PyModule_GetDict(object), name);
        if (found != NULL)
            return Py_NewRef(found);
        if (PyErr_Occurred())
            return NULL;
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

#define PyObject_IsInstance(object, kinds) quick_is_instance(object, kinds)
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
