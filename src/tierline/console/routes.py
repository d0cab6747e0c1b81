"""The pages, each by its router. A new page adds its line here and one in navigation.py."""

from __future__ import annotations

from fastapi import APIRouter

from tierline.console.appointments.routes import router as appointments
from tierline.console.appointments.slot_routes import router as slots
from tierline.console.audit.routes import router as audit
from tierline.console.clauses.routes import router as clauses
from tierline.console.components.routes import router as components
from tierline.console.customer.act_routes import router as customer_acts
from tierline.console.customer.booking_routes import router as customer_bookings
from tierline.console.customer.finding_routes import router as finding
from tierline.console.customer.message_routes import router as customer_messages
from tierline.console.customer.password_routes import router as customer_passwords
from tierline.console.customer.routes import router as customers
from tierline.console.duties.routes import router as duties
from tierline.console.duties.taking_out import router as duty_files
from tierline.console.messages.routes import router as messages
from tierline.console.messages.webhook import router as webhook
from tierline.console.messages.webhooks import router as webhooks
from tierline.console.months.acts import router as month_acts
from tierline.console.months.lines import router as month_lines
from tierline.console.months.routes import router as months
from tierline.console.people.interface import router as interface
from tierline.console.people.person import router as person
from tierline.console.people.routes import router as people
from tierline.console.people.systems import router as systems
from tierline.console.policies.calibration_routes import router as calibrations
from tierline.console.policies.draft_routes import router as policy_drafts
from tierline.console.policies.routes import router as policies
from tierline.console.policies.simulation_routes import router as simulations
from tierline.console.policies.step_routes import router as policy_steps
from tierline.console.reconnections.routes import router as reconnections
from tierline.console.reconnections.taking_out import router as reconnection_files
from tierline.console.sign_in.provider import router as provider
from tierline.console.sign_in.routes import router as sign_in
from tierline.console.sites.routes import router as sites
from tierline.console.start.routes import router as start
from tierline.console.tasks.routes import router as tasks
from tierline.console.work_orders.routes import router as work_orders
from tierline.console.work_orders.taking_out import router as work_order_files

ROUTERS: tuple[APIRouter, ...] = (
    # First, because routes are tried in this order and a phone rings.
    finding,
    customers,
    start,
    reconnections,
    reconnection_files,
    work_orders,
    work_order_files,
    slots,
    appointments,
    sign_in,
    provider,
    # What stands at a fixed address goes before what an id in the address leads to.
    webhooks,
    webhook,
    messages,
    audit,
    systems,
    interface,
    people,
    person,
    sites,
    customer_acts,
    customer_bookings,
    customer_messages,
    customer_passwords,
    clauses,
    components,
    months,
    month_acts,
    month_lines,
    duties,
    duty_files,
    tasks,
    policies,
    calibrations,
    policy_drafts,
    # Behind the other pages of a draft: its address ends in the name of a step.
    policy_steps,
    simulations,
)
